"""Who changed and who read what (等保三级, 审计): rows of django-auditlog, without secrets and without values of people.

Models that staff change are watched by `watch`; a deed that reads or changes many rows writes one line with `note`. The person
comes from the request, which TrailMiddleware remembers: auditlog's own middleware would read the user of every request, connect
and disconnect a signal each time, and believe any X-Forwarded-For.
"""

from contextvars import ContextVar

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import pre_save

from .crypto import EncryptedTextField, RowId

_request = ContextVar("request", default=None)


class TrailMiddleware:
    """Remember the request, so that a row of the trail can name who sent it. Costs no statement."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


def _sign(sender, instance, **kwargs):
    """Put the person of the request on a row of the trail that names nobody."""
    request = _request.get()
    user = getattr(request, "user", None)
    if instance.actor_id is None and user is not None and user.is_authenticated:
        instance.actor = user


def start():
    """Connect the one receiver (AccountsConfig.ready)."""
    pre_save.connect(_sign, sender=LogEntry, dispatch_uid="accounts.trail")


def watch(model, *, leave_out=()):
    """Write a row of the trail whenever a row of `model` is saved or deleted: which fields, from what to what.

    Sealed fields and `leave_out` are never written: what names a person stays out of the trail.
    """
    sealed = [field.name for field in model._meta.concrete_fields if isinstance(field, (EncryptedTextField, RowId))]
    auditlog.register(model, exclude_fields=[*sealed, *leave_out])


def note(deed, *, about, by, **facts):
    """Write one line: `by` did `deed` (an export, a search, a list read) on `about`, a row or a model. `facts` hold no names."""
    row = None if isinstance(about, type) else about
    return LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(about),
        object_pk=str(row.pk) if row else "",
        object_id=row.pk if row and isinstance(row.pk, int) else None,
        object_repr=f"{about._meta.verbose_name} #{row.pk}" if row else str(about._meta.verbose_name_plural),
        action=LogEntry.Action.ACCESS,
        actor=by,
        additional_data={"deed": deed, **facts},
    )
