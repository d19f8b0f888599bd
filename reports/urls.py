from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("coverage.xlsx", views.coverage_xlsx, name="coverage_xlsx"),
    path("attendance/", views.attended, name="attendance"),
    path("attendance.xlsx", views.attended_xlsx, name="attendance_xlsx"),
]
