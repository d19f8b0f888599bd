"""The staff admin's one base class, and the pages of people. Every app's `admin.py` derives from what is named here.

    from accounts.admin import StaffModelAdmin, StaffStackedInline, StaffTabularInline, staff_action

A ModelAdmin or inline that derives from anything else stops the start (fuliancenter.staff).
"""

from . import papers, people, trails
from .base import StaffInline, StaffModelAdmin, StaffStackedInline, StaffTabularInline, staff_action
from .changelist import FewFilter, VisibleFilter
from .forms import StaffModelForm
from .waiting import Waiting, waits

__all__ = [
    "FewFilter", "StaffInline", "StaffModelAdmin", "StaffModelForm", "StaffStackedInline", "StaffTabularInline", "VisibleFilter", "Waiting", "papers", "people",
    "staff_action", "trails", "waits",
]  # fmt: skip
