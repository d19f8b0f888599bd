"""Who suffers violence, what the law wants reported for her, and what she herself wants.

A minor, or somebody without full capacity: the report to the police may not be left out (反家庭暴力法 14; 未成年人保护法 11), no case
is refused or closed without it. An adult: nothing of hers goes to another body before she was asked, unless her life is in danger.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from notices import outbox

from .. import reaching, watch
from ..casework import before
from ..models import Case, CaseEvent, HotlineCall, MandatoryReport, Party, Wish
from . import hands, marks
from .refusals import AdultsOnly, MinorNotNamed, NobodyToReport, OfficerOnly, ReportMissing, SheDeclines, VictimNotNamed, WishesNotAsked

Harmed = Party.Harmed
To = MandatoryReport.To
MARKING = (CaseEvent.Kind.EDITED, CaseEvent.Kind.RAISED, CaseEvent.Kind.JOINED)  # what can put a mark on a case that is there already


@transaction.atomic
def harm(*, case, by, harmed, party=None, name="", why=""):
    """Write down that `party` (or somebody new, called `name`) suffers violence and is `harmed` (a Party.Harmed). Returns the Party.

    That somebody is a minor or lacks capacity is taken back by an officer only, with a reason: else the report could be dodged.
    Raises NotAllowed, NotYourCase, StepNotAllowed, OfficerOnly.
    """
    corrects = party is not None and party.is_protected and harmed not in Party.PROTECTED
    if corrects:
        if not (hands.is_officer(case, by) and why):
            raise OfficerOnly("要改成成年人，须由县级以上妇联干部来改，并写明理由。请打电话给值班干部，说编号和理由。")
    else:
        hands.require(case, by)
    if party is None:
        party = Party.objects.create(case=case, side=Party.Side.OTHER, name=name, harmed=harmed)
    else:
        Party.objects.filter(pk=party.pk).update(harmed=harmed)
        party.harmed = harmed
    marks.put(case, {marks.Mark.VIOLENT: True, marks.Mark.MINOR: party.is_protected})
    words = Harmed(harmed).label + (f"。{why}" if why else "")
    CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.HARMED, by=by, whom=CaseEvent.Whom.ONE, party=party, words=words)
    if corrects and case.minor and case.status in Case.OPEN and not _minor_besides(case):
        marks.take_away(case=case, mark=marks.Mark.MINOR, by=by, why=why)
    return party


def _minor_besides(case):
    """Whether somebody or something else than the person just corrected says that a child is in this case."""
    return (
        case.parties.filter(harmed__in=Party.PROTECTED).exists()
        or case.signs.filter(minor=True).exists()
        or HotlineCall.objects.filter(case=case, minor=True).exists()
        or case.joined.filter(minor=True).exists()
    )


@transaction.atomic
def report(*, case, party, to, at, unit, receipt, by):
    """Write down that what `party` suffers was reported. `to` is a MandatoryReport.To. Returns the MandatoryReport; it stays as it is.

    Raises NotAllowed, NotYourCase, StepNotAllowed, NobodyToReport, NotYetHappened.
    """
    hands.require(case, by)
    if not party.is_protected:
        raise NobodyToReport
    hands.has_happened(at)
    made = MandatoryReport.objects.create(case=case, party=party, to=to, at=at, unit=unit, receipt=receipt, by=by)
    _line(case, party, CaseEvent.Kind.MANDATORY, at, by, To(to).label)
    return made


@transaction.atomic
def ask(*, case, party, answer, words, at, by, how="", against=""):
    """Write down what an adult who suffers violence wants. `answer` is a Wish.Answer; the last one counts. Returns the Wish.

    `how` (a CaseEvent.Kind) says how she was asked, `against` why so against her word.
    Raises NotAllowed, NotYourCase, StepNotAllowed, AdultsOnly, NotYetHappened, AgainstHerWord.
    """
    hands.require(case, by)
    if party.is_protected:
        raise AdultsOnly
    hands.has_happened(at)
    asked = reaching.asked(case, how, at, against=against, party=party)
    made = Wish.objects.create(case=case, party=party, answer=answer, words=words, asked_at=at, by=by)
    _line(case, party, CaseEvent.Kind.WISHES, at, by, asked + Wish.Answer(answer).label)
    return made


def unreported(case):
    """Return the parties for whom a report is still missing: to the police where violence is the matter, else to anybody of MandatoryReport.To."""
    reports = MandatoryReport.objects.filter(party=OuterRef("pk"))
    if case.violent:
        reports = reports.filter(to=To.POLICE)
    return case.parties.filter(harmed__in=Party.PROTECTED).exclude(Exists(reports))


def lacks_minor(case):
    """Whether there is violence and a child in it, and nobody wrote down whom it hurts: then nothing would ask for the report."""
    return case.violent and case.minor and not case.parties.filter(harmed__in=Party.PROTECTED).exists()


@before(Case.Status.CLOSED)
def before_closing(case, by):
    """Asked by casework.step before a case is closed. Raises VictimNotNamed, MinorNotNamed, ReportMissing."""
    before_refusing(case, by)
    if case.violent and not case.parties.exclude(harmed="").exists():
        raise VictimNotNamed


@before(Case.Status.REFUSED)
def before_refusing(case, by):
    """Asked by casework.step before a case is not taken up: the duty to report does not end with that. Raises MinorNotNamed, ReportMissing."""
    if lacks_minor(case):
        raise MinorNotNamed
    if unreported(case).exists():
        raise ReportMissing


def before_referral(case, *, by_law=False):
    """Called before anything of a case goes to another body. Raises VictimNotNamed, WishesNotAsked, SheDeclines.

    For a minor or somebody without capacity no wish is needed: the law wants the report; a hand-over that is made `by_law` then waits
    for no adult either. Without such a person the law is no reason to pass an adult over.
    """
    harmed = list(case.parties.exclude(harmed=""))
    if by_law and any(party.is_protected for party in harmed):
        return
    if case.violent and not harmed:
        raise VictimNotNamed
    adults = [party for party in harmed if not party.is_protected]
    last = {wish.party_id: wish.answer for wish in Wish.objects.filter(party__in=adults).defer("words").order_by("asked_at", "pk")}
    if any(party.pk not in last for party in adults):
        raise WishesNotAsked
    if any(answer not in Wish.ALLOW for answer in last.values()):
        raise SheDeclines


def remind_due(now=None):
    """Tell of reports that were not written within settings.MANDATORY_REPORT_MINUTES: the mediator and the officers on duty, once.

    So also of a case of violence in which nobody wrote down whom it hurts: no report would ever be missed there.
    Returns how many were told. A job calls it.
    """
    now = now or timezone.now()
    late = now - timedelta(minutes=settings.MANDATORY_REPORT_MINUTES)
    named = CaseEvent.objects.filter(kind=CaseEvent.Kind.HARMED, happened_at__lte=late, party=OuterRef("pk"))
    reports = MandatoryReport.objects.filter(Q(to=To.POLICE) | Q(case__violent=False), party=OuterRef("pk"))  # as unreported() asks
    waiting = Party.objects.filter(Exists(named), harmed__in=Party.PROTECTED, case__status__in=Case.OPEN).exclude(Exists(reports))
    waiting = waiting.select_related("case__area", "case__mediator").defer("case__narrative", "case__wishes", "case__place")
    late_ones = [(party.case, str(party.pk)) for party in waiting] + [(case, "nobody-named") for case in _nobody_named(late)]
    rows = []
    for case, again in late_ones:
        users = {post.user_id: post.user for post in watch.officers_on_duty(case)}
        if case.carrier:
            users[case.mediator_id] = case.carrier
        rows += [{"to": user, "kind": "report_missing", "about": case, "again": again} for user in users.values()]
    with transaction.atomic():
        return outbox.tell_once(rows)


def _nobody_named(late):
    """Return the open cases marked as of violence since before `late` in which nobody, or of the marked children nobody, is named as hurt."""
    people = Party.objects.filter(case=OuterRef("pk"))
    marked = CaseEvent.objects.filter(case=OuterRef("pk"), kind__in=MARKING, written_at__gt=late)
    cases = Case.objects.open().filter(due_on__isnull=False, violent=True, created_at__lte=late).exclude(Exists(marked))
    child = Q(minor=True) & ~Exists(people.filter(harmed__in=Party.PROTECTED))
    return cases.filter(child | ~Exists(people.exclude(harmed=""))).select_related("area", "mediator").without_content()


def _line(case, party, kind, at, by, words):
    return CaseEvent.objects.create(case=case, kind=kind, happened_at=at, whom=CaseEvent.Whom.ONE, party=party, by=by, words=words)
