"""Who may take a child home: the guardians, and whom they listed; and who never may, whatever anybody says at the door."""

from dataclasses import dataclass

from accounts import pickups
from accounts.models import FamilyMember, User

from .refusals import MustNotFetch, NotAlone, NotListed

ALONE, OTHER = "alone", "other"  # what a form sends instead of a person's ref
ALONE_FROM = 8  # years: who is younger is not left without somebody (未成年人保护法 21)
HERSELF = "自己回家"
Relation = FamilyMember.Relation


@dataclass(frozen=True)
class Person:
    """Somebody who may fetch: `ref` ("g12" a guardian, "p7" a listed person) is what a form sends."""

    ref: str
    name: str
    relation: str
    tail: str = ""
    id_tail: str = ""

    @property
    def words(self):
        """林阿香（外婆）, as it is kept beside the child's leaving."""
        return f"{self.name}（{self.relation}）" if self.relation else self.name


@dataclass
class List:
    """The list of one child: the Persons who may fetch it, the names of those who never may."""

    may: list
    never: set

    def bars(self, name):
        """Return whether `name` is one of those who never may; blanks and full-width forms do not help."""
        return pickups.spelled(name) in self.never


def of_members(members):
    """Return {member.pk: List} of FamilyMembers that bring their guardian, in two statements (accounts.pickups: "never" wins there)."""
    lists = pickups.of_many(members)
    return {
        pk: List(
            may=[Person(each.key, each.name, each.relation, each.phone[-4:], each.id_tail) for each in found.may],
            never={pickups.spelled(each.name) for each in found.never},
        )
        for pk, found in lists.items()
    }


def of(member):
    """Return the List of one child."""
    return of_members([member])[member.pk]


def parent(member):
    """Return what the one who registered a child is to it, in a word: 妈妈, 爸爸, or 监护人 where that is not known."""
    if member.relation in (Relation.DAUGHTER, Relation.SON):
        return {User.Gender.FEMALE: "妈妈", User.Gender.MALE: "爸爸"}.get(member.guardian.gender, "监护人")
    return "监护人"


def alone_ok(member, day):
    """Return whether the child may go home by itself on `day`: its guardian said so, and it is old enough."""
    age = member.age_on(day)
    return member.may_leave_alone and age is not None and age >= ALONE_FROM


def chosen(member, ref, day):
    """Return the words of the person `ref` who was chosen for a child. Raises NotListed, NotAlone."""
    if ref == ALONE:
        if not alone_ok(member, day):
            raise NotAlone
        return HERSELF
    for person in of(member).may:
        if person.ref == ref:
            return person.words
    raise NotListed


def require_not_barred(member, name):
    """Raise MustNotFetch when `name` is on the child's list of those who never may fetch it."""
    if of(member).bars(name):
        raise MustNotFetch
