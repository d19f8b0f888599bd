"""What staff say to many at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.models import Area
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .places import Site
from .sessions import Session
from .timetables import Timetable


class GroupMessage(models.Model):
    """群发: one thing that staff tell everybody who has a place in a session, in a timetable's coming sessions, or at a site."""

    uid = RowId()
    session = models.ForeignKey(Session, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="场次")
    timetable = models.ForeignKey(Timetable, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="排课")
    site = models.ForeignKey(Site, models.CASCADE, related_name="+", verbose_name="阵地")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="所在社区")
    words = EncryptedTextField("说的话")
    key = models.CharField("提交编号", max_length=36, unique=True)  # one press, one message
    told = models.PositiveIntegerField("发给几位", default=0)
    sent_at = models.DateTimeField("发的时间", default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁发的")

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.SITE: "site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "群发通知"
        ordering = ["-sent_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(session__isnull=True) | Q(timetable__isnull=True), name="positions_groupmessage_one_circle")]

    def __str__(self):
        return f"群发通知 #{self.pk}"
