"""A class list that came as an Excel file: who was booked by it, so that it can be taken back as a whole."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Area
from accounts.roles import Reach

from ..querysets import PlaceQuerySet
from .places import Site
from .sessions import Booking, Session
from .terms import Enrollment
from .timetables import Timetable


class ClassList(models.Model):
    """名单导入: one file, laid in one transaction, for one session or a whole term."""

    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="class_lists", verbose_name="场次")
    timetable = models.ForeignKey(Timetable, models.PROTECT, null=True, blank=True, related_name="class_lists", verbose_name="整学期")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name="阵地")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="所在社区")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁导入的")
    made_at = models.DateTimeField("导入时间", default=timezone.now)
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁撤回的")
    digest = models.CharField("文件的 SHA-256", max_length=64)

    objects = PlaceQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.SITE: "site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "名单导入"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(session__isnull=False, timetable__isnull=True) | Q(session__isnull=True, timetable__isnull=False),
                name="positions_classlist_for_one",
            ),
            models.UniqueConstraint(
                fields=["session", "digest"], condition=Q(undone_at__isnull=True, session__isnull=False), name="positions_classlist_once_session"
            ),
            models.UniqueConstraint(
                fields=["timetable", "digest"], condition=Q(undone_at__isnull=True, timetable__isnull=False), name="positions_classlist_once_term"
            ),
        ]

    def __str__(self):
        return f"名单导入 #{self.pk}"


class ClassListLine(models.Model):
    """One row of the file: the booking or enrollment that it made, and whether it made the account and the family member, too."""

    class_list = models.ForeignKey(ClassList, models.CASCADE, related_name="lines", verbose_name="名单")
    row = models.PositiveSmallIntegerField("第几行")
    booking = models.ForeignKey(Booking, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="预约")
    enrollment = models.ForeignKey(Enrollment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="报名")
    made_account = models.BooleanField("新账号", default=False)
    made_member = models.BooleanField("新家人", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "名单的一行"
        ordering = ["row"]

    def __str__(self):
        return f"名单的一行 #{self.pk}"
