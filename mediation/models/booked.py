"""Which booked time became which case."""

from django.db import models

from accounts.crypto import EncryptedTextField, RowId

from .cases import Case


class BookedCase(models.Model):
    """预约立的案: a case that began with a booked time, one case a time.

    Who booked is known to positions; that there is a case, to nobody who has only the database: the booking is named here by a
    fingerprint, and sealed with the key of the case.
    """

    uid = RowId()
    case = models.OneToOneField(Case, models.PROTECT, related_name="booked", verbose_name="案件")
    booking_print = models.CharField(max_length=64, unique=True, editable=False)
    booking = EncryptedTextField("哪一次预约")

    class Meta:
        verbose_name = verbose_name_plural = "预约立的案"

    def __str__(self):
        return f"预约立的案 #{self.pk}"

    @property
    def data_key(self):
        return self.case.data_key
