"""The deeds on teams: found one, apply, accept, refuse, leave. The only place that writes a Volunteer's state and a team's circle."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import callers
from accounts.models import Circle, FamilyMember
from accounts.refusals import NotAllowed
from notices import outbox
from positions import booking
from positions.models import Booking

from .models import Team, Volunteer
from .refusals import AgeUnknown, NameMissing, StepNotAllowed, TeamClosed, TooYoung

Status = Volunteer.Status
JOINS_ALONE, JOINS_WITH_GUARDIAN = 16, 14  # full years; below, only beside a guardian (DOMAIN section 3)


@transaction.atomic
def found(*, site, name, **fields):
    """Found a team at a volunteer station, with its circle. `fields` are those of Team. Returns the Team; raises ValidationError."""
    team = Team(site=site, name=name, circle=Circle.objects.create(name=name), **fields)
    team.area_id = site.area_id
    team.full_clean(exclude=["circle"])
    team.save()
    return team


@transaction.atomic
def rename(*, team, name):
    """Give a team and its circle another name."""
    team.name = name
    team.full_clean(exclude=["circle"])
    team.save(update_fields=["name"])
    Circle.objects.filter(pk=team.circle_id).update(name=name)
    return team


@transaction.atomic
def apply(*, team, user, by, name="", born_on=None, skills=(), free_times=(), words="", emergency_name="", emergency_phone="", with_guardian=False):
    """Ask to join. Asked twice, it is the same application. Returns the Volunteer; the team's leader is told.

    `name` and `born_on` are kept in the account when it has none. `with_guardian`: the station registers somebody of 14 or 15
    whose guardian stands there, so `by` must be of the station. Raises TooYoung, AgeUnknown, NameMissing, TeamClosed, NotAllowed.
    """
    if not Team.objects.open().filter(pk=team.pk).exists():
        raise TeamClosed
    if by.pk != user.pk or with_guardian:
        _require_station(by, team)
    made = Volunteer.objects.live().filter(team=team, user=user).first()
    if made:
        return made
    _require_age(user.name or name, user.born_on or born_on, JOINS_WITH_GUARDIAN if with_guardian else JOINS_ALONE)
    _learn(user, name=name, born_on=born_on)
    try:
        with transaction.atomic():
            volunteer = Volunteer.objects.create(
                team=team, user=user, applied_by=by, skills=list(skills), free_times=list(free_times), words=words,
                emergency_name=emergency_name or None, emergency_phone=emergency_phone or None,
            )  # fmt: skip
    except IntegrityError:  # two presses at once: the database kept one
        return Volunteer.objects.live().get(team=team, user=user)
    if team.leader_id and team.leader_id != user.pk:
        outbox.tell(team.leader, "volunteer_applied", volunteer, sms=False)
    return volunteer


@transaction.atomic
def register(*, team, by, phone, name, born_on, with_guardian=False, **how):
    """Register somebody who stands at the station: her account by her exact number, made if there is none. Returns the Volunteer.

    Raises what `callers.account_of` and `apply` raise; then no account is left behind.
    """
    _require_station(by, team)
    user = callers.account_of(phone=phone, name=name, born_on=born_on)
    return apply(team=team, user=user, by=by, name=name, born_on=born_on, with_guardian=with_guardian, **how)


@transaction.atomic
def accept(*, volunteer, by):
    """Take an applicant into the team; from now on she may sign up for its shifts. Raises NotAllowed, StepNotAllowed."""
    _require_station(by, volunteer)
    _step(volunteer, Status.ACCEPTED, decided_at=timezone.now(), decided_by=by)
    volunteer.team.circle.members.add(volunteer.user)
    outbox.tell(volunteer.user, "volunteer_accepted", volunteer)
    return volunteer


@transaction.atomic
def refuse(*, volunteer, by, reason):
    """Answer an applicant that it cannot be now, and why. She may apply again. Raises NotAllowed, StepNotAllowed."""
    _require_station(by, volunteer)
    _step(volunteer, Status.REFUSED, decided_at=timezone.now(), decided_by=by, reason=reason)
    outbox.tell(volunteer.user, "volunteer_refused", volunteer)
    return volunteer


@transaction.atomic
def leave(*, volunteer, by):
    """Take back an application or leave the team, by herself or by its leader; the shifts that she had taken become free.

    Raises NotAllowed, StepNotAllowed.
    """
    if by.pk != volunteer.user_id:
        _require_station(by, volunteer)
    _step(volunteer, Status.LEFT, left_at=timezone.now())
    circle = volunteer.team.circle
    circle.members.remove(volunteer.user)
    taken = Booking.objects.of(volunteer.user).filter(session__service__circle=circle, session__starts_at__gt=timezone.now())
    for shift in taken.filter(status__in=Booking.ENDING).order_by("session_id"):
        booking.cancel(booking=shift, by=by, by_staff=True)
    if by.pk != volunteer.user_id:
        outbox.tell(volunteer.user, "volunteer_left", volunteer, sms=False)
    return volunteer


def _require_station(by, row):
    if not by.has_perm("volunteers.accept_volunteer", row):
        raise NotAllowed


def _step(volunteer, to, **fields):
    """Move one registration; of two who press, the second is told."""
    if to not in Volunteer.TRANSITIONS.get(volunteer.status, ()):
        raise StepNotAllowed
    if not Volunteer.objects.filter(pk=volunteer.pk, status=volunteer.status).update(status=to, **fields):
        raise StepNotAllowed
    volunteer.refresh_from_db(fields=["status", *fields])


def _learn(user, *, name, born_on):
    """Keep in the account what it does not know yet, so that nobody asks again."""
    new = {field: value for field, value in (("name", name), ("born_on", born_on)) if value and not getattr(user, field)}
    if new:
        for field, value in new.items():
            setattr(user, field, value)
        user.save(update_fields=list(new))
        FamilyMember.objects.filter(guardian=user, relation=FamilyMember.Relation.SELF).update(**new)


def _require_age(name, born, least):
    if not name:
        raise NameMissing
    if born is None:
        raise AgeUnknown
    today = timezone.localdate()
    if today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < least:
        raise TooYoung
