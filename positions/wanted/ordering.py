"""The deeds on orders of what partners bring to the sites (服务资源下沉): order, agree on a date, decline, withdraw, rate."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.refusals import NotAllowed
from notices import outbox

from .. import timetables
from ..models import Order, Resource, Service
from .refusals import NotForHere, NotOverYet, OrderClosed, TeacherBusy, TooSoon

Status = Order.Status


@transaction.atomic
def order(*, resource, site, first_choice, people, by, second_choice=None, words=""):
    """Order `resource` for `site`. Ordered twice for the same time, it is the same Order. Raises NotAllowed, NotForHere, TooSoon."""
    if not by.has_perm("positions.change_site", site):
        raise NotAllowed
    if not Resource.objects.for_places([site.area_id]).filter(pk=resource.pk).exists():
        raise NotForHere
    earliest = timezone.now() + timedelta(days=resource.days_ahead)
    if first_choice < earliest or (second_choice and second_choice < earliest):
        raise TooSoon(f"这一项要提前 {resource.days_ahead} 天点，提供方好准备。请选晚一点的日子。")
    made = Order.objects.filter(resource=resource, site=site, first_choice=first_choice, status=Status.ASKED).first()
    return made or Order.objects.create(
        resource=resource, site=site, first_choice=first_choice, second_choice=second_choice, people=people, words=words, asked_by=by
    )


def _require_answer(by, asked):
    """The provider's own officer answers: whoever may change the provider, and sees the order."""
    if not (by.has_perm("positions.answer_order", asked) and by.has_perm("positions.change_provider", asked.resource.provider)):
        raise NotAllowed


@transaction.atomic
def agree(*, order, starts_at, teacher, by):
    """Set the date: the session stands in the site's timetable at once, and who ordered is told.

    The resource's row is locked, so that two officers never send the same teacher to two places; the way between is kept free.
    Returns the Order. Raises NotAllowed, OrderClosed, TeacherBusy, PlaceTaken, ValidationError.
    """
    _require_answer(by, order)
    resource = Resource.objects.select_for_update().get(pk=order.resource_id)
    order = Order.objects.select_related("site__center").get(pk=order.pk)
    if order.status != Status.ASKED:
        raise OrderClosed
    ends_at, gap = starts_at + timedelta(minutes=resource.minutes), timedelta(minutes=resource.gap_minutes)
    if Order.objects.agreed().filter(resource=resource, starts_at__lt=ends_at + gap, ends_at__gt=starts_at - gap).exists():
        raise TeacherBusy
    service, _ = Service.objects.get_or_create(
        site=order.site, title=resource.title, defaults={"summary": resource.summary, "theme": resource.theme, "audience": resource.audience}
    )
    places = max(min(resource.places, order.site.room.seats if order.site.room and order.site.room.seats else resource.places), 1)
    order.session = timetables.add(
        service=service, starts_at=starts_at, ends_at=ends_at, capacity=places, room=order.site.room, host_name=teacher or resource.provider.name[:40]
    )
    order.status, order.starts_at, order.ends_at, order.teacher = Status.AGREED, starts_at, ends_at, teacher
    order.answered_by, order.answered_at = by, timezone.now()
    order.save()
    _tell(order)
    return order


@transaction.atomic
def decline(*, order, reason, by):
    """Say that it cannot come, and why. Raises NotAllowed, OrderClosed."""
    _require_answer(by, order)
    said = {"status": Status.DECLINED, "answer": reason, "answered_by": by, "answered_at": timezone.now()}
    if not Order.objects.filter(pk=order.pk, status=Status.ASKED).update(**said):
        raise OrderClosed
    order.refresh_from_db()
    _tell(order)
    return order


@transaction.atomic
def withdraw(*, order, by):
    """Take an order back before it was answered. Raises NotAllowed, OrderClosed."""
    if not by.has_perm("positions.change_site", order.site):
        raise NotAllowed
    if not Order.objects.filter(pk=order.pk, status=Status.ASKED).update(status=Status.WITHDRAWN):
        raise OrderClosed
    order.refresh_from_db()
    return order


@transaction.atomic
def rate(*, order, rating, words, by):
    """Say how it was, once it is over; said again, the last word counts. Raises NotAllowed, NotOverYet."""
    if not by.has_perm("positions.change_site", order.site):
        raise NotAllowed
    now = timezone.now()
    if not Order.objects.agreed().filter(pk=order.pk, ends_at__lte=now).update(rating=rating, rating_words=words, rated_at=now):
        raise NotOverYet
    order.refresh_from_db()
    return order


def _tell(order):
    if order.asked_by_id and order.asked_by_id != order.answered_by_id:
        outbox.tell(order.asked_by, "order_answered", order, sms=False)
