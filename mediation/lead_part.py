"""The button on a host's page of a booked time. Registered with positions.duty.leads; for whoever may make no case of it there is none."""

from django.urls import reverse

from positions.duty.leads import Link

from .access import VIEW
from .intake import booked
from .models import Case


def of(booking, user):
    if not booked.is_hers(booking, user):
        return None
    made = booked.case_of(booking)
    if made is None:
        return Link("登记一件，接着办", f"{reverse('mediation:receive')}?appointment={booking.session_id}")
    return Link("打开登记的那一件", made.get_absolute_url(), is_made=True) if Case.objects.visible_to(user, VIEW).filter(pk=made.pk).exists() else None
