"""The answer to a complaint is written, made into a paper, and given to her in a way that she agreed to."""

from django.db import models, transaction
from django.utils import timezone

from accounts.refusals import NotAllowed

from .. import clocks, reaching
from ..casework import conflicts
from ..models import CaseEvent, Form, HelpMessage, SafeWay, What
from ..refusals import CaseRefused, NotYourCase

ADD = "mediation.add_caseevent"
Kind = CaseEvent.Kind
PAPERS = {What.INFORM: Form.TAKEN, What.ANSWER: Form.REPLY}
LINES = {What.INFORM: Kind.INFORMED, What.ANSWER: Kind.REPLIED}


class How(models.TextChoices):
    """How a paper comes to her."""

    HAND = "hand", "当面交给她"
    POST = "post", "寄给她"
    CODE = "code", "写进她的查询码"


class NothingOwed(CaseRefused):
    sentence = "这一份已经送到，或者不用送了。请看看案件现在的样子。"


class PaperMissing(CaseRefused):
    def __init__(self, form):
        super().__init__(f"还没有做好《{form.label}》。请到“文书和卷宗”里做一份，不留空，再来记送到。")


class NotDecided(CaseRefused):
    sentence = "还没有决定受不受理。请先受理或不予受理，再告知她。"


class NotByPost(CaseRefused):
    sentence = "她没有同意往家里寄。请当面交，或者写进她的查询码。"


class NoCode(CaseRefused):
    sentence = "她还没有查询码。请当面交，或者先给她一个查询码。"


class NotOnThatDay(CaseRefused):
    sentence = "送到的日子要在收到投诉以后，到今天为止。请再看看日期。"


def opinion(case):
    """Return the answer as it was written last, or ""."""
    line = case.events.filter(kind=Kind.OPINION).order_by("-pk").first()
    if line is None:
        return ""
    line.case = case  # its key is open already
    return line.words or ""


def answer(*, case, by, words):
    """Write what she will be answered; it stands for good, written again the later one holds. Returns the CaseEvent.

    Raises NotAllowed, NotYourCase, NothingOwed.
    """
    _require(case, by)
    if not case.is_carried or not _owed(case, What.ANSWER):
        raise NothingOwed
    return CaseEvent.objects.create(case=case, kind=Kind.OPINION, by=by, words=words)


def ways(case):
    """Return the Hows by which a paper may come to her. Who lives with him reads what lies in the letter box."""
    way = reaching.way_of(case)
    return [how for how in How if _may(case, how, way)]


@transaction.atomic
def given(*, case, what, by, on, how, words=""):
    """Write down that she has the paper on `what` (INFORM, ANSWER) since the date `on`. Returns the CaseEvent.

    `how` is a How; with CODE `words` are what she reads under her code. Who has the answer has been informed as well.
    Raises NotAllowed, NotYourCase, NothingOwed, NotDecided, PaperMissing, NotByPost, NoCode, NotOnThatDay.
    """
    _require(case, by)
    what, how = What(what), How(how)
    if not _owed(case, what):
        raise NothingOwed
    if case.is_waiting:
        raise NotDecided
    paper = case.documents.filter(form=PAPERS[what]).order_by("-pk").first()
    if paper is None or (what == What.ANSWER and not opinion(case)):
        raise PaperMissing(PAPERS[what])
    if not _may(case, how, reaching.way_of(case)):
        raise NoCode if how == How.CODE else NotByPost
    if not timezone.localdate(case.created_at) <= on <= timezone.localdate():
        raise NotOnThatDay
    line = CaseEvent.objects.create(case=case, kind=LINES[what], by=by, words=f"{on:%Y-%m-%d} {how.label}。")
    if how == How.CODE:
        HelpMessage.objects.create(case=case, from_her=False, words=words, by=by)
    at = _moment(on)
    for done in (What.INFORM, What.ANSWER) if what == What.ANSWER else (What.INFORM,):
        clocks.done(case, done, at)
    return line


def _moment(day):
    """Return now for today, the noon of any other day: a deadline is kept by the day."""
    now = timezone.localtime()
    return now if day == now.date() else now.replace(year=day.year, month=day.month, day=day.day, hour=12, minute=0)


def _owed(case, what):
    return case.is_complaint and case.deadlines.filter(what=what, done_at=None).exists()


def _may(case, how, way):
    if how == How.POST:
        return way.rule == SafeWay.Rule.ANY if way else not case.violent
    return how != How.CODE or case.codes.filter(ended_at=None, confirmed_at__isnull=False).exists()


def may(case, user):
    """Whether she answers this complaint: she carries it, or nobody took it and she may write in its timeline."""
    return case.mediator_id in (None, user.pk) and user.has_perm(ADD, case) and not conflicts.of(case, user)


def _require(case, by):
    """Raises NotAllowed, NotYourCase."""
    if not by.has_perm(ADD, case) or conflicts.of(case, by):
        raise NotAllowed
    if not may(case, by):
        raise NotYourCase
