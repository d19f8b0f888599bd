"""The photos of a case, in sealed files."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId, unseal_bytes
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .cases import Case


class Evidence(models.Model):
    """证据: a photo of a case, re-encoded, sealed, in a file with a random name. The name that it had is not kept."""

    uid = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence", verbose_name="案件")
    file = models.CharField("文件", max_length=60, unique=True, editable=False)  # below MEDIA_ROOT
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    words = EncryptedTextField("是什么", null=True, blank=True)  # not asked at the door; asked of what is added later
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁交的")
    added_at = models.DateTimeField("交上来的时间", default=timezone.now)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "证据"
        ordering = ["pk"]

    def __str__(self):
        return f"证据 #{self.pk}"

    @property
    def data_key(self):
        return self.case.data_key

    @property
    def bound_to(self):
        return f"{self._meta.db_table}.file:{self.uid}"

    def open(self):
        """Return the JPEG. Raises CannotOpen, FileNotFoundError."""
        return unseal_bytes((settings.MEDIA_ROOT / self.file).read_bytes(), bound_to=self.bound_to, key=self.case.data_key)
