"""Who asked for a service books it some days before everybody else (Service.first_days; a rule that is printed)."""

from datetime import timedelta

from ..models import Session, Voice


def asked_for(service, user):
    """Return whether `user` asked for what became `service`. A statement, only for services with such a rule."""
    return bool(service.first_days and user.is_authenticated and Voice.objects.filter(ask__service=service, user=user).exists())


def opens_at(session, *, asked):
    """Return when `session` can be booked by somebody who `asked` for the service, or by anybody else."""
    return session.opens_at - timedelta(days=session.service.first_days) if asked else session.opens_at


def state(session, user):
    """Return what the card says now (Session.state), for `user`: who asked for it finds it open earlier."""
    if session.state != "soon" or not asked_for(session.service, user):
        return session.state
    return Session(**{name: getattr(session, name) for name in PLAIN}, opens_at=opens_at(session, asked=True)).state


PLAIN = ("starts_at", "ends_at", "closes_at", "capacity", "booked", "kept", "status")
