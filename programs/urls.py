from django.urls import path

from . import views

app_name = "programs"
urlpatterns = [
    path("", views.programs, name="list"),
    path("<slug:slug>/", views.program, name="program"),
    path("<slug:slug>/<slug:project>/", views.project, name="project"),
]
