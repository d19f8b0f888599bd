from django.urls import path

from . import views
from .cases import views as cases

app_name = "reports"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("coverage.xlsx", views.coverage_xlsx, name="coverage_xlsx"),
    path("attendance/", views.attended, name="attendance"),
    path("cases/", cases.figures, name="cases"),
    path("cases.xlsx", cases.figures_xlsx, name="cases_xlsx"),
    path("cases/rows/", cases.rows, name="cases_rows"),
    path("attendance.xlsx", views.attended_xlsx, name="attendance_xlsx"),
]
