"""Who may fetch a child, and who never may (DOMAIN 4, 四点半课堂). "Never" wins, whoever else says yes, also over a second guardian.

The list is the first guardian's: she changes it after showing once more that it is she, and every guardian is told at once; only
somebody who is on the list of those who never may is not told of it. Both lists are sealed; the door reads them on the day.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from . import guardians, masks, telling, text, trail
from .models import FamilyMember, Guardianship, PickUpPerson, User
from .refusals import NotAllowed, Refusal

May = PickUpPerson.May
MOST = 10  # on each of the two lists


class OnNeverList(Refusal):
    sentence = "这位在“不能接”的名单上。真要让这个人接，请先从那里移走。"


class GuardianNeverBarred(Refusal):
    sentence = "这是您自己的姓名。您一直能接，不能写在这里。"


class ListFull(Refusal):
    sentence = f"名单上最多 {MOST} 位。请先移走不再需要的，再加。"


class NoList(Refusal):
    sentence = "接送名单只给不满 18 岁的孩子。"


@dataclass(frozen=True)
class Fetcher:
    """Somebody on a list. `key` names her in a form: g7 a guardian, p9 a person of the list."""

    key: str
    name: str
    phone: str  # +86…, "" where none is known
    relation: str
    id_tail: str = ""
    person: PickUpPerson | None = None

    @property
    def is_guardian(self):
        return self.person is None


@dataclass
class Fetchers:
    """`may`: the guardians first, then the others; `never`: who is stopped at the door."""

    may: list[Fetcher] = field(default_factory=list)
    never: list[Fetcher] = field(default_factory=list)

    @property
    def names(self):
        return "、".join(fetcher.name for fetcher in self.may)


def of(member):
    """Return the Fetchers of one child."""
    return of_many([member])[member.pk]


def of_many(members):
    """Return {pk: Fetchers} of children (FamilyMembers), in two statements, and one more where they do not bring their guardian."""
    found = {member.pk: Fetchers() for member in members}
    people, ties = defaultdict(list), defaultdict(list)
    for person in PickUpPerson.objects.present().filter(member__in=found).order_by("pk"):
        people[person.member_id].append(person)
    for tie in Guardianship.objects.accepted().filter(member__in=found).select_related("user").defer("paper").order_by("pk"):
        ties[tie.member_id].append(tie)
    unknown = {member.guardian_id for member in members if not FamilyMember.guardian.is_cached(member)}
    firsts = User.objects.in_bulk(unknown) if unknown else {}
    for member in members:
        lists, rows = found[member.pk], people[member.pk]
        lists.never = [_listed(person) for person in rows if person.may == May.NEVER]
        lists.may = [_guardian(firsts.get(member.guardian_id) or member.guardian, "监护人")]
        lists.may += [_guardian(tie.user, tie.get_relation_display()) for tie in ties[member.pk] if not _is_barred(lists, tie.user.name, tie.user.phone)]
        lists.may += [_listed(person) for person in rows if person.may == May.YES and not _is_barred(lists, person.name, person.phone)]
    return found


def _guardian(user, relation):
    return Fetcher(key=f"g{user.pk}", name=user.name or masks.phone(user.phone), phone=user.phone, relation=relation)


def _listed(person):
    return Fetcher(f"p{person.pk}", person.name, person.phone or "", person.relation, person.id_tail or "", person)


def _is_barred(lists, name, phone):
    return any(same(barred, name, phone) for barred in lists.never)


def same(fetcher, name, phone=""):
    """Return whether a Fetcher is the person with this name, or this number."""
    return bool(name and spelled(fetcher.name) == spelled(name)) or bool(phone and fetcher.phone == phone)


def spelled(name):
    """Return a name in the one spelling in which two are compared: blanks, dashes, dots and full-width forms make no other person."""
    return text.squeeze(text.person_name(name))


def may_fetch(*, member, name="", phone=""):
    """Return "never", "yes" or "" (not on any list) for the person with this name or number (+86…) who wants to take `member` along."""
    lists = of(member)
    if _is_barred(lists, name, phone):
        return May.NEVER.value
    return May.YES.value if any(same(fetcher, name, phone) for fetcher in lists.may) else ""


@transaction.atomic
def add(*, member, by, name, phone, relation, id_tail=""):
    """Put somebody on the list of those who may; asked twice, it is one. Raises OnNeverList, ListFull, NoList, NotAllowed."""
    lists = _locked(member, by)
    if _is_barred(lists, name, phone):
        raise OnNeverList
    there = next((fetcher for fetcher in lists.may if not fetcher.is_guardian and same(fetcher, name)), None)
    if there and (there.phone, there.relation, there.id_tail) == (phone, relation, id_tail):
        return there.person
    if there is None and sum(not fetcher.is_guardian for fetcher in lists.may) >= MOST:
        raise ListFull
    person = there.person if there else PickUpPerson(member=member, may=May.YES, added_by=by)
    person.name, person.phone, person.relation, person.id_tail = name, phone, relation, id_tail or None
    person.save()
    _changed(member, by, "pickup_add")
    return person


@transaction.atomic
def forbid(*, member, by, name):
    """Write down that somebody never may; from the list of those who may she goes. Raises GuardianNeverBarred, ListFull, NoList, NotAllowed."""
    lists = _locked(member, by)
    if same(lists.may[0], name):
        raise GuardianNeverBarred
    there = next((fetcher for fetcher in lists.never if same(fetcher, name)), None)
    if there:
        return there.person
    if len(lists.never) >= MOST:
        raise ListFull
    for fetcher in lists.may:
        if fetcher.person and same(fetcher, name):
            _empty(fetcher.person)
    person = PickUpPerson.objects.create(member=member, may=May.NEVER, name=name, added_by=by)
    _changed(member, by, "pickup_never")
    return person


@transaction.atomic
def remove(*, person, by):
    """Take somebody off a list; who she was is emptied. Asked twice, it is done. Raises NotAllowed."""
    member = person.member
    _locked(member, by)
    person.refresh_from_db()
    if person.removed_at is None:
        _empty(person)
        _changed(member, by, "pickup_remove")


@transaction.atomic
def let_go_alone(*, member, by, yes):
    """Say whether the child may go home by itself; from which age, the door knows. Raises NoList, NotAllowed."""
    _locked(member, by)
    if FamilyMember.objects.filter(pk=member.pk).exclude(may_leave_alone=yes).update(may_leave_alone=yes):
        member.may_leave_alone = yes
        _changed(member, by, "pickup_alone")


def empty(member):
    """Empty the lists of a child that leaves its account."""
    for person in PickUpPerson.objects.present().filter(member=member):
        _empty(person)


def _empty(person):
    person.name, person.phone, person.id_tail, person.relation, person.removed_at = "", None, None, "", timezone.now()
    person.save()


def _locked(member, by):
    """Hold the child's row, so that two presses come one after another; return its lists. Raises NotAllowed, NoList."""
    if member.guardian_id != by.pk:
        raise NotAllowed
    if not guardians.can_be_shared(member):
        raise NoList
    FamilyMember.objects.select_for_update().get(pk=member.pk)
    return of(member)


def _changed(member, by, deed):
    """Tell every guardian at once, and leave a line in the trail. Who is barred herself is not told."""
    barred = {spelled(fetcher.name) for fetcher in of(member).never}
    others = [tie.user for tie in Guardianship.objects.accepted().filter(member=member).select_related("user").defer("paper")]
    for user in (member.guardian, *others):
        if user.pk == member.guardian_id or spelled(user.name) not in barred:
            telling.tell(user, "pickup_changed", member, again=get_random_string(8))
    trail.note(deed, about=member, by=by)
