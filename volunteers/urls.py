from django.urls import path

from . import views

app_name = "volunteers"
urlpatterns = [
    path("", views.teams, name="teams"),
    path("<int:pk>/", views.team, name="team"),
    path("<int:pk>/join/", views.join, name="join"),
    path("<int:pk>/leave/", views.leave, name="leave"),
    path("<int:pk>/members/", views.members, name="members"),
    path("<int:pk>/members/register/", views.register, name="register"),
    path("<int:pk>/members/<int:volunteer>/accept/", views.accept, name="accept"),
    path("<int:pk>/members/<int:volunteer>/refuse/", views.refuse, name="refuse"),
    path("<int:pk>/members/<int:volunteer>/remove/", views.remove, name="remove"),
]
