"""The addresses of the grid worker, the mediator and the help zone."""

from django.urls import path

from . import grid
from .views import calls, cases, danger, deadlines, glass, help, hers, lists, words

app_name = "mediation"
urlpatterns = [
    path("grid/", grid.mine, name="grid"),
    path("grid/cases/new/", grid.report, name="report"),
    path("grid/cases/<slug:number>/", grid.reported, name="reported"),
    path("mediation/", lists.cases, name="cases"),
    path("mediation/search/", lists.search, name="search"),
    path("mediation/cases/<slug:number>/", cases.case, name="case"),
    path("mediation/cases/<slug:number>/accept/", cases.accept, name="accept"),
    path("mediation/cases/<slug:number>/refuse/", cases.refuse, name="refuse"),
    path("mediation/cases/<slug:number>/contact/", cases.contact, name="contact"),
    path("mediation/cases/<slug:number>/words/", words.words, name="words"),
    path("mediation/cases/<slug:number>/code/", words.code, name="code"),
    path("mediation/cases/<slug:number>/parties/<uuid:uid>/", cases.party, name="party"),
    path("mediation/cases/<slug:number>/photos/<uuid:uid>/", cases.photo, name="photo"),
    path("mediation/cases/<slug:number>/extend/<slug:what>/", deadlines.extend, name="extend"),
    path("mediation/cases/<slug:number>/confirmation/", deadlines.confirmation, name="confirmation"),
    path("mediation/cases/<slug:number>/parties/<uuid:uid>/code/", hers.desk_code, name="desk_code"),
    path("mediation/glass/", glass.glass, name="glass"),
    path("my/privacy/locked/", hers.locked, name="locked"),
    path("my/privacy/locked/new/", hers.locked_new, name="locked_new"),
    path("my/privacy/locked/shut/", hers.locked_shut, name="locked_shut"),
    path("my/privacy/locked/hide/", hers.locked_hide, name="locked_hide"),
    path("my/privacy/locked/ask/<int:pk>/", hers.locked_ask, name="locked_ask"),
    path("mediation/cases/<slug:number>/danger/", danger.danger, name="danger"),
    path("mediation/cases/<slug:number>/danger/raise/", danger.raise_risk, name="raise_risk"),
    path("mediation/cases/<slug:number>/danger/lower/", danger.lower_risk, name="lower_risk"),
    path("mediation/cases/<slug:number>/danger/harm/", danger.harm, name="harm"),
    path("mediation/cases/<slug:number>/danger/report/", danger.report, name="mandatory_report"),
    path("mediation/cases/<slug:number>/danger/wish/", danger.wish, name="wish"),
    path("mediation/cases/<slug:number>/orders/new/", danger.new_order, name="new_order"),
    path("mediation/cases/<slug:number>/orders/<uuid:uid>/", danger.order, name="order"),
    path("mediation/cases/<slug:number>/orders/<uuid:uid>/visit/", danger.visit, name="visit_order"),
    path("mediation/cases/<slug:number>/orders/<uuid:uid>/renew/", danger.renew, name="renew_order"),
    path("mediation/calls/", calls.calls, name="calls"),
    path("mediation/calls/new/", calls.new, name="call-new"),
    path("mediation/calls/<slug:number>/", calls.call, name="call"),
    path("help/", cases.help_page, name="help"),
    path("help/request/", help.request_page, name="help-request"),
    path("help/request/code/", help.confirm, name="help-confirm"),
    path("help/code/", help.find, name="help-find"),
    path("help/code/reply/", help.reply, name="help-reply"),
    path("help/code/stop/", help.stop, name="help-stop"),
    path("help/code/proof/", help.proof, name="help-proof"),
]
