"""The addresses of the grid worker, the mediator and the help zone."""

from django.urls import path

from . import grid, views

app_name = "mediation"
urlpatterns = [
    path("grid/", grid.mine, name="grid"),
    path("grid/cases/new/", grid.report, name="report"),
    path("grid/cases/<slug:number>/", grid.reported, name="reported"),
    path("mediation/", views.cases, name="cases"),
    path("mediation/cases/<slug:number>/", views.case, name="case"),
    path("mediation/cases/<slug:number>/accept/", views.accept, name="accept"),
    path("mediation/cases/<slug:number>/refuse/", views.refuse, name="refuse"),
    path("mediation/cases/<slug:number>/contact/", views.contact, name="contact"),
    path("mediation/cases/<slug:number>/parties/<uuid:uid>/", views.party, name="party"),
    path("mediation/cases/<slug:number>/photos/<uuid:uid>/", views.photo, name="photo"),
    path("help/", views.help_page, name="help"),
]
