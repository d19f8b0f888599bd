"""A resident's own request at /help/: written, its code shown, its last four digits typed back; then it counts."""

import json
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import limits
from accounts.crypto import fingerprint
from accounts.models import Area

from ..models import Case, HelpDraft, Kind, Purpose, ReturnCode, Risk
from . import codes
from .desks import desk
from .receiving import Person, Way, receive
from .refusals import DraftGone, HandedInBefore, LastFourDiffer

KEPT = timedelta(days=1)
ASKS = limits.Limit("help-ask", 20, timedelta(hours=1), "这里的网络一小时里交了太多次。请等 {wait}再试，着急就打 {hotline}。")


def _ticket(ticket):
    return fingerprint(ticket, purpose="mediation.help.ticket")


def begin(*, ticket, told, ip):
    """Keep what she wrote for a day and return her code (16 digits), which is shown this once.

    `ticket` is the number of the form, `told` a dict of plain values: what, purpose, wishes, area, phone, rule, parts, says.
    Written again from the same page it replaces what was there. Raises limits.TooOften, HandedInBefore.
    """
    limits.take((ASKS, ip))
    if Case.objects.filter(reporter=None, key=ticket).exists():
        raise HandedInBefore
    return _lay(ticket, json.dumps(told, ensure_ascii=False))


def another(*, ticket, ip):
    """Return another code for what is kept: she did not note down the first one. Raises limits.TooOften, DraftGone."""
    limits.take((ASKS, ip))
    return _lay(ticket, _draft(ticket).told)


@transaction.atomic
def _lay(ticket, told):
    code = codes.new_code()
    HelpDraft.objects.filter(ticket_print=_ticket(ticket)).delete()
    prints = {"ticket_print": _ticket(ticket), "code_print": codes.print_of(code), "last_print": codes.last_print(code, ticket)}
    try:
        with transaction.atomic():
            HelpDraft.objects.create(told=told, **prints)
    except IntegrityError:
        raise DraftGone from None  # the same page twice at once: the other one shows the code
    return code


@transaction.atomic
def confirm(*, ticket, last):
    """Make the case: she typed back the `last` four digits. Returns the Case. Raises LastFourDiffer, DraftGone, HandedInBefore."""
    draft = _draft(ticket)
    last = codes.read(last)
    if draft.last_print != codes.last_print(last, ticket):
        raise LastFourDiffer
    told = json.loads(draft.told)
    if HelpDraft.objects.filter(pk=draft.pk).delete()[0] != 1:
        raise HandedInBefore  # the same press, sent twice at once
    area = Area.objects.filter(pk=told["area"]).first() if told["area"] else None
    case = receive(
        source=Case.Source.SITE, area=desk(area), kind=Kind.OTHER, narrative=told["what"], wishes=told["wishes"], key=ticket,
        parties=[Person(name="", phone=told["phone"])], way=Way(rule=told["rule"], parts=tuple(told["parts"]), says=told["says"]),
        purpose=told.get("purpose", Purpose.HELP),
        least=Risk.YELLOW,  # nobody asked her yet how dangerous it is: somebody looks at it the same day
    )  # fmt: skip
    now = timezone.now()
    prints = {"code_print": draft.code_print, "last_print": draft.last_print, "tail": last}
    ReturnCode.objects.create(case=case, made_at=draft.made_at, confirmed_at=now, **prints)
    return case


def _draft(ticket):
    """Return what is kept under a ticket. Raises HandedInBefore, DraftGone."""
    draft = HelpDraft.objects.filter(ticket_print=_ticket(ticket), made_at__gt=timezone.now() - KEPT).first()
    if draft is None:
        raise HandedInBefore if Case.objects.filter(reporter=None, key=ticket).exists() else DraftGone
    return draft


def sweep():
    """Remove what was never confirmed. Returns how many."""
    return HelpDraft.objects.filter(made_at__lte=timezone.now() - KEPT).delete()[0]
