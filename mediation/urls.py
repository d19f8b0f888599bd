"""The addresses of the grid worker, the mediator and the help zone."""

from django.urls import path

from . import grid
from .views import cases, deadlines

app_name = "mediation"
urlpatterns = [
    path("grid/", grid.mine, name="grid"),
    path("grid/cases/new/", grid.report, name="report"),
    path("grid/cases/<slug:number>/", grid.reported, name="reported"),
    path("mediation/", cases.cases, name="cases"),
    path("mediation/cases/<slug:number>/", cases.case, name="case"),
    path("mediation/cases/<slug:number>/accept/", cases.accept, name="accept"),
    path("mediation/cases/<slug:number>/refuse/", cases.refuse, name="refuse"),
    path("mediation/cases/<slug:number>/contact/", cases.contact, name="contact"),
    path("mediation/cases/<slug:number>/parties/<uuid:uid>/", cases.party, name="party"),
    path("mediation/cases/<slug:number>/photos/<uuid:uid>/", cases.photo, name="photo"),
    path("mediation/cases/<slug:number>/extend/<slug:what>/", deadlines.extend, name="extend"),
    path("mediation/cases/<slug:number>/confirmation/", deadlines.confirmation, name="confirmation"),
    path("help/", cases.help_page, name="help"),
]
