from django.urls import path

from . import views
from .calls.counting import SUBJECT as CALLS
from .cases.counting import SUBJECT as CASES
from .counted import views as counted

app_name = "reports"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("coverage.xlsx", views.coverage_xlsx, name="coverage_xlsx"),
    path("attendance/", views.attended, name="attendance"),
    path("attendance.xlsx", views.attended_xlsx, name="attendance_xlsx"),
    path("cases/", counted.figures, {"subject": CASES}, name="cases"),
    path("cases.xlsx", counted.figures_xlsx, {"subject": CASES}, name="cases_xlsx"),
    path("cases/rows/", counted.rows, {"subject": CASES}, name="cases_rows"),
    path("calls/", counted.figures, {"subject": CALLS}, name="calls"),
    path("calls.xlsx", counted.figures_xlsx, {"subject": CALLS}, name="calls_xlsx"),
    path("calls/rows/", counted.rows, {"subject": CALLS}, name="calls_rows"),
]
