"""What the door keeps of people ends with the account or the family member: who fetched, what was said. The times stay, nameless."""

from ..models import DoorTick


def forget(bookings):
    """Empty the words about who fetched on `bookings` (a queryset) and on their ticks."""
    DoorTick.objects.filter(booking__in=bookings, words__isnull=False).update(words=None)
    bookings.filter(fetched_by__isnull=False).update(fetched_by=None)
