"""回避 beats every role: in lists, at the door, at the desk, through a broken glass."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import FamilyMember, Guardianship, Mandate
from accounts.roles import Role
from mediation import casework, intake, privacy_part
from mediation.casework import assigning, conflicts
from mediation.clocks import reminding
from mediation.danger import alarms, risk
from mediation.intake import talking
from mediation.models import AccessLog, AlarmStep, BreakGlass, Case, HotlineCall, Mediator, Risk
from mediation.querysets import id_print, phone_print
from mediation.refusals import CaseChanged, HasConflict
from mediation.secrecy import break_glass
from notices.models import Notice
from tests.people import sign_in

HERS = "13905950001"


@pytest.fixture
def officer(make_post):
    return make_post(Role.COUNTY_OFFICER, "350503000000", "陈县干")


def by_number(user, other):
    user.phone = f"+86{HERS}"
    user.save()


def by_id(user, other):
    Mediator.objects.create(user=user, area_id="350503000000", id_print=id_print("35050319900307058X"))


def by_child(user, other):
    """Another guardian of her child has the party's number."""
    by_number(other, user)
    child = FamilyMember.objects.create(guardian=user, name="小满", relation="daughter", born_on="2018-05-01")
    Guardianship.objects.create(member=child, user=other, relation="father", shares="pickup", since="2026-01-01T00:00Z", phone=other.phone)


def by_child_once(user, other):
    """As by_child, but the tie has been ended: it does not open the case."""
    by_child(user, other)
    Guardianship.objects.update(ended_at=timezone.now())


def by_mandate_once(user, other):
    """The party let her act for her, until a year ago."""
    by_number(other, user)
    over = timezone.now() - timedelta(days=365)
    Mandate.objects.create(giver=other, holder=user, phone=user.phone, since=over - timedelta(days=9), until=over.date(), ended_at=over)


@pytest.fixture(params=[by_number, by_id, by_child, by_child_once, by_mandate_once])
def bound(request, case, mediator, make_user):
    request.param(mediator, make_user("家人"))
    return type(mediator).objects.get(pk=mediator.pk)


def test_it_is_found_without_a_word(client, case, bound, officer):
    assert conflicts.of(case, bound)
    assert not Case.objects.visible_to(bound).exists()
    assert not bound.has_perm("mediation.accept_case", case)
    sign_in(client, bound)
    assert case.number not in client.get(reverse("mediation:cases")).content.decode()
    assert client.get(case.get_absolute_url()).status_code == 404
    assert AccessLog.objects.get().what == "refused"
    with pytest.raises(HasConflict):
        assigning.assign(case=case, to=bound, by=officer)


def test_others_are_not_bound(case, mediator, officer):
    assert conflicts.of(case, mediator) == ""
    assert list(Case.objects.visible_to(mediator)) == [case]
    assert list(Case.objects.visible_to(officer, "mediation.assign_case")) == [case]


def test_she_says_so_herself_and_it_is_gone(client, case, mediator, officer):
    casework.accept(case=case, by=mediator)
    sign_in(client, mediator)
    done = client.post(reverse("mediation:step", args=[case.number, "recuse"]), {"why": "relative"})
    assert done["Location"] == reverse("mediation:cases")
    assert client.get(case.get_absolute_url()).status_code == 404
    case = Case.objects.get(pk=case.pk)
    assert case.desk_why == "conflict"
    assert list(Case.objects.visible_to(officer, "mediation.assign_case").at_the_desk()) == [case]


def test_whoever_stood_back_hears_no_more_of_it(case, mediator, officer):
    casework.accept(case=case, by=mediator)
    conflicts.declare(case=case, user=mediator, by=mediator, why="relative")
    Notice.objects.all().delete()
    case = Case.objects.get(pk=case.pk)
    assert (case.mediator, case.carrier) == (mediator, None)
    talking.say(case=case, words="您还在吗")
    risk.raise_to(case=case, risk=Risk.RED, by=officer, why="又动手了")
    reminding.warn(timezone.localdate() + timedelta(days=60))
    assert not Notice.objects.filter(to=mediator).exists()


def test_an_officer_who_is_a_party_does_not_see_it_on_her_desk(client, report, make_post):
    officer = make_post(Role.CITY_OFFICER, "350500000000")
    case = report(parties=[intake.Person(name="她", phone=officer.phone.removeprefix("+86"))])
    sign_in(client, officer)
    assert case.number not in client.get(reverse("mediation:desk"), {"list": "open"}).content.decode()
    assert client.get(reverse("mediation:assign", args=[case.number])).status_code == 404


def test_a_case_that_was_taken_up_meanwhile_is_not_given_away(case, mediator, colleague, officer):
    seen = Case.objects.get(pk=case.pk)
    casework.accept(case=case, by=mediator)
    with pytest.raises(CaseChanged):
        assigning.assign(case=seen, to=colleague, by=officer)
    case.refresh_from_db()
    assert case.mediator == mediator
    assert assigning.assign(case=case, to=colleague, by=officer).mediator == colleague


def told(user):
    return set(Notice.objects.filter(to=user).values_list("kind", flat=True))


def test_whom_it_concerns_does_not_even_hear_of_it(report, sign, make_post, elsewhere, mediator, colleague, officer):
    """A notice of a case that she cannot open would say: somebody spoke of you."""
    city, guard, auditor = (make_post(role, "350500000000") for role in (Role.CITY_OFFICER, Role.DATA_PROTECTION, Role.AUDITOR))
    concerned = (mediator, officer, guard)
    case = report(signs=[sign("动手")], parties=[intake.Person(name="她", phone=user.phone.removeprefix("+86")) for user in concerned])
    AlarmStep.objects.update(is_used=True)
    alarms.escalate_due(now=timezone.now() + timedelta(hours=5))
    reminding.tell_officers(timezone.localdate() + timedelta(days=90))
    break_glass(user=make_post(Role.COUNTY_OFFICER, "350582000000"), number=case.number, why="danger", words="她到了我们这里。")
    assert [told(user) for user in concerned] == [set()] * 3
    assert {"case_red", "glass_broken"} <= told(colleague)
    assert {"case_red_duty", "danger_unopened", "case_late"} <= told(city)
    assert told(auditor) == {"glass_to_judge"}


def test_when_it_concerns_all_mediators_an_officer_hears_of_it(report, mediator, officer):
    case = report(parties=[intake.Person(name="她", phone=mediator.phone.removeprefix("+86"))])
    assert case.risk == 1
    assert Case.objects.get(pk=case.pk).desk_why == "conflict"
    assert (told(mediator), told(officer)) == (set(), {"case_desk"})


def test_a_call_of_her_family_and_what_is_asked_of_her_case_stay_from_her(client, report, make_post, area, elsewhere, mediator, officer):
    """The call says all that the case says; a glass's words and a question tell that there is one."""
    guard = make_post(Role.DATA_PROTECTION, "350500000000")
    hers = mediator.phone.removeprefix("+86")
    mine = {"answered_by": officer, "area": area, "kind": "couple", "narrative": "他又动手了。"}
    alone = HotlineCall.objects.create(**mine, phone="13900000001", phone_print=phone_print(hers))
    case = report(parties=[intake.Person(name="她", phone=user.phone.removeprefix("+86")) for user in (mediator, guard)])
    made = HotlineCall.objects.create(**mine, handling="case", case=case)
    other = HotlineCall.objects.create(**mine)
    break_glass(user=make_post(Role.COUNTY_OFFICER, "350582000000"), number=case.number, why="danger", words="她到了我们这里。")
    sign_in(client, mediator, mfa=True)
    page = client.get(reverse("mediation:calls")).content.decode()
    assert [call.number in page for call in (alone, made, other)] == [False, False, True]
    assert [client.get(call.get_absolute_url()).status_code for call in (alone, made, other)] == [404, 404, 200]
    assert set(HotlineCall.objects.visible_to(officer)) == {alone, made, other}
    assert not BreakGlass.objects.visible_to(guard).exists()
    assert BreakGlass.objects.visible_to(make_post(Role.AUDITOR, "350500000000")).exists()


def test_what_an_officer_said_of_her_is_not_in_her_copy(case, mediator, colleague, officer):
    """“You must stay away from number …” would tell the accused that there is a case."""
    conflicts.declare(case=case, user=mediator, why="relative", by=officer)
    conflicts.declare(case=case, user=colleague, why="relative", by=colleague)
    assert case.number not in str(privacy_part.export(mediator))
    assert case.number in str(privacy_part.export(colleague))
