"""An envelope arrives: it is opened, and becomes one case under its author's name, however often and from whatever phone it comes."""

import hashlib
import io
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadhandler import load_handler
from django.db import transaction
from django.db.models import Q
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils import timezone

from accounts.models import Area
from accounts.refusals import Refusal
from accounts.roles import subtree
from notices import outbox

from .. import intake
from ..forms import ReportForm
from ..models import Case, Parcel
from ..refusals import AlreadyReported
from . import mending
from .authors import NoSuchAuthor, author_of
from .envelope import CannotOpenParcel, open_parcel


class NotOurs(Refusal):
    """It does not open, or no word of ours is in it. The phone keeps it: a key may come back."""

    sentence = "这一件在服务器上打不开，先留在手机里。请告诉管理员。"


@dataclass(frozen=True)
class Taken:
    """What became of an envelope: the case, or {field: sentence} of what she can still put right because her page stands open."""

    case: Case = None
    problems: dict = None


def receive(*, blob, sender, phone_now=None, ask=False):
    """Take one envelope (bytes) that came while `sender` was signed in. Returns Taken.

    `phone_now` is the phone's clock (ms) when it sent: with the phone's time of saving it gives how long ago that was, whatever the
    clock says. With `ask` the form still stands before its author: what does not fit its boxes comes back as problems and nothing is
    written. Without, nobody can put it right any more, so it is taken as it is (mending). Raises NotOurs.
    """
    digest = hashlib.sha256(blob).hexdigest()
    known = Parcel.objects.filter(digest=digest).select_related("case").first()
    if known:
        return Taken(known.case)
    try:
        content = open_parcel(blob)
        author = author_of(content.author)
        data, files = _parse(content)
    except (CannotOpenParcel, NoSuchAuthor, MultiPartParserError) as fault:
        raise NotOurs from fault
    areas = Area.objects.filter(_under(author.areas))
    data["key"] = content.key  # bound inside the seal
    form = ReportForm(data, files, reporter=author.user, areas=areas)
    rest = []
    if not form.is_valid():
        if ask:
            return Taken(problems={name: faults[0] for name, faults in form.errors.items()})
        form, rest = mending.mend(form, areas=areas)
        if form is None:
            raise NotOurs
    return Taken(_write_down(form, rest, digest=digest, author=author, sender=sender, saved_at=_true_time(content, author, phone_now)))


@transaction.atomic
def _write_down(form, rest, *, digest, author, sender, saved_at):
    facts = form.facts()
    if rest:
        facts["narrative"] += "\n\n" + mending.INTRODUCED + "\n" + "\n".join(rest)
    facts |= {"by": author.user, "happened_at": saved_at, "allowed": author.areas}
    try:
        case = intake.report(**facts)
    except AlreadyReported:
        # She went back and changed what was sent already. She cannot be asked any more: it is another case, and again only one.
        case = intake.report(**facts | {"key": digest[:32]})
    ended = not Area.objects.visible_to(author.user, "mediation.report_case").filter(pk=case.area_id).exists()
    parcel, new = Parcel.objects.get_or_create(
        digest=digest,
        defaults={"case": case, "author": author.user, "sender": sender, "saved_at": saved_at, "post_ended": ended, "unread": len(rest)},
    )
    if new and author.user.is_active and (ended or sender.pk != author.user.pk):
        outbox.tell(author.user, "parcel_taken", parcel, sms=ended)
    return parcel.case


def _parse(content):
    """Return (data, files) of the multipart body, bounded as any upload is."""
    handlers = [load_handler(name, None) for name in settings.FILE_UPLOAD_HANDLERS]
    meta = {"CONTENT_TYPE": content.type, "CONTENT_LENGTH": len(content.body)}
    data, files = MultiPartParser(meta, io.BytesIO(content.body), handlers).parse()
    return data.copy(), files


def _under(codes):
    where = Q(pk__in=[])
    for low, high in map(subtree, codes):
        where |= Q(code__gte=low, code__lt=high)
    return where


def _true_time(content, author, phone_now):
    """Return when it was saved, by our clock: never before the form was given out, never after now."""
    now = timezone.now()
    ago = timedelta(milliseconds=min(max((phone_now or content.saved_at) - content.saved_at, 0), 10**11))
    return max(min(author.given_at, now), now - ago)
