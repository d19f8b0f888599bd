"""The deeds on what neighbours ask for: say it, join, take back; staff show it, answer, make it a service.

One account counts once (一户算一次). Nobody sees who said what: only the number is shown. What is shown to neighbours has been read
by staff before. At `needed` households staff owe an answer within settings.WANTED_ANSWER_DAYS.
"""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Area
from accounts.refusals import NotAllowed
from notices import outbox

from ..models import Ask, Service, Voice
from .refusals import AskClosed, FirstStays, NotACommunity, SiteElsewhere, TitleTaken, TooManyAsks

Status = Ask.Status
OPEN_AT_ONCE = 3  # asks of one account that wait for an answer
ALIKE = 0.5  # share of the shorter title's pairs of characters that two alike titles have in common
AUDIENCES = {
    Ask.ForWhom.ADULTS: Service.Audience.EVERYBODY,
    Ask.ForWhom.CHILDREN: Service.Audience.CHILDREN,
    Ask.ForWhom.PAIRS: Service.Audience.PAIRS,
    Ask.ForWhom.ELDERS: Service.Audience.ELDERS,
}


def alike(*, area, title):
    """Return the open Ask of the community `area` whose title is most like `title`, or None."""
    best, closest = None, ALIKE
    for ask in Ask.objects.public().filter(area=area).exclude(status=Status.DECLINED)[:200]:
        share = _likeness(title, ask.title)
        if share >= closest:
            best, closest = ask, share
    return best


def _pairs(words):
    words = "".join(words.split())
    return {words[n : n + 2] for n in range(len(words) - 1)} or {words}


def _likeness(one, other):
    one, other = _pairs(one), _pairs(other)
    return len(one & other) / min(len(one), len(other))


def rules():
    """Return the sentences by which asks are counted and answered: the ones that the deeds below go by."""
    lines = ["一户算一次，不看谁先谁后，也不排名。"]
    lines.append(f"满 {settings.WANTED_HOUSEHOLDS} 户，工作人员 {settings.WANTED_ANSWER_DAYS} 天内回话：开，或者不开、为什么。")
    if settings.WANTED_FIRST_DAYS:
        lines.append(f"开了，说过的人先约 {settings.WANTED_FIRST_DAYS} 天，再给大家。")
    return [*lines, "别人看不到您说过什么。"]


@transaction.atomic
def ask(*, area, title, for_whom, time, by):
    """Say what the community `area` (an Area of the lowest level) misses. Said twice in the same words, it is the same Ask.

    Returns the Ask. Raises NotACommunity, TooManyAsks.
    """
    if area is None or area.level != Area.Level.VILLAGE:
        raise NotACommunity
    own = Voice.objects.filter(user=by, is_first=True, ask__status__in=(Status.NEW, Status.OPEN)).select_related("ask")
    for voice in own:
        if voice.ask.area_id == area.pk and voice.ask.title == title:
            return voice.ask
    if len(own) >= OPEN_AT_ONCE:
        raise TooManyAsks
    made = Ask.objects.create(area=area, title=title, for_whom=for_whom, time=time, voices=1)
    Voice.objects.create(ask=made, user=by, is_first=True)
    return made


@transaction.atomic
def me_too(*, ask, by):
    """Join an Ask; said twice, it counts once. At the needed number the days until the answer begin. Raises AskClosed."""
    if not Ask.objects.filter(pk=ask.pk, status=Status.OPEN).exists():
        raise AskClosed
    try:
        with transaction.atomic():
            Voice.objects.create(ask=ask, user=by)
    except IntegrityError:
        return ask
    Ask.objects.filter(pk=ask.pk).update(voices=F("voices") + 1)
    due = timezone.localdate() + timedelta(days=settings.WANTED_ANSWER_DAYS)
    Ask.objects.filter(pk=ask.pk, voices__gte=F("needed"), answer_by=None).update(answer_by=due)
    ask.refresh_from_db()
    return ask


@transaction.atomic
def take_back(*, ask, by):
    """Take one's word back. The one who said it first may while nobody has joined: then the Ask goes too. Raises FirstStays, AskClosed."""
    voice = Voice.objects.filter(ask=ask, user=by).first()
    if voice is None:
        return
    if ask.status not in (Status.NEW, Status.OPEN):
        raise AskClosed
    if voice.is_first:
        if not Ask.objects.filter(pk=ask.pk, voices=1).delete()[0]:
            raise FirstStays
        return
    voice.delete()
    Ask.objects.filter(pk=ask.pk).update(voices=F("voices") - 1)


def _require(by, ask):
    if not by.has_perm("positions.answer_ask", ask):
        raise NotAllowed


@transaction.atomic
def show(*, ask, by):
    """Let the neighbours read what somebody asked for. Raises AskClosed, NotAllowed."""
    _require(by, ask)
    if not Ask.objects.filter(pk=ask.pk, status=Status.NEW).update(status=Status.OPEN):
        raise AskClosed
    ask.refresh_from_db()
    return ask


@transaction.atomic
def decline(*, ask, by, reason, hide=False):
    """Say that it cannot be done, and why; everybody who wanted it is told. With `hide` it was never shown. Raises AskClosed, NotAllowed."""
    _require(by, ask)
    said = {"status": Status.HIDDEN if hide else Status.DECLINED, "answer": reason, "answered_by": by, "answered_at": timezone.now()}
    if not Ask.objects.filter(pk=ask.pk, status=Status.NEW if hide else Status.OPEN).update(**said):
        raise AskClosed
    return _answered(ask)


@transaction.atomic
def offer(*, ask, by, site, title, theme):
    """Make a service at `site` out of it, and tell everybody who wanted it; they book settings.WANTED_FIRST_DAYS before all others.

    Returns the Service: prefilled, its rules still to be looked at. Raises AskClosed, SiteElsewhere, TitleTaken, NotAllowed.
    """
    _require(by, ask)
    if site.area_id != ask.area_id:
        raise SiteElsewhere
    if Service.objects.filter(site=site, title=title).exists():
        raise TitleTaken
    service = Service.objects.create(
        site=site, title=title, theme=theme, audience=AUDIENCES[ask.for_whom],
        summary=f"{ask.area.short_name}的邻居们想要的，{ask.voices} 户说过。", first_days=settings.WANTED_FIRST_DAYS,
    )  # fmt: skip
    said = {"status": Status.OFFERED, "service": service, "answered_by": by, "answered_at": timezone.now()}
    if not Ask.objects.filter(pk=ask.pk, status=Status.OPEN).update(**said):
        raise AskClosed
    _answered(ask)
    return service


def _answered(ask):
    ask.refresh_from_db()
    for voice in ask.said_by.select_related("user"):
        outbox.tell(voice.user, "ask_answered", ask, sms=False)
    return ask
