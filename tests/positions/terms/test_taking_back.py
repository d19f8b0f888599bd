"""Three times missed: the place is taken back under the printed rule, held while she may appeal, and goes to the next."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from accounts.refusals import NotAllowed
from notices.models import Notice
from notices.texts import words_of
from positions.fairness import taking_back
from positions.models import Enrollment, PrintedRule, TakenBack
from positions.terms import strikes

from .test_enrolling import counters_are_the_rows, enrol
from .test_staff import keeper  # noqa: F401

DAYS = timedelta(days=1)


@pytest.fixture
def missed(make_term, make_child):
    """missed(3): an enrollment with so many absences, and one who waits for the same Mondays."""

    def missed(times):
        timetable = make_term(capacity=1)
        made, waiting = enrol(timetable, make_child("甲"), weekdays=[0]), enrol(timetable, make_child("乙"), weekdays=[0])
        for row in made.bookings.order_by("from_minute")[:times]:
            strikes.note_absence(row)
        return made, waiting

    return missed


def kinds(user):
    return list(Notice.objects.filter(to=user).order_by("pk").values_list("kind", flat=True))


def test_twice_is_warned_the_third_time_takes_the_place_back(missed):
    made, waiting = missed(3)
    assert kinds(made.booker) == ["term_booked", "strike_warned", "strike_warned", "place_taken_back"]
    taken = TakenBack.objects.get()
    assert "满 3 次" in taken.facts
    assert taken.rule.sentence.startswith("一学期满 3 次没请假没来")
    told = words_of(Notice.objects.get(kind="place_taken_back"))
    assert taken.facts in told.body
    assert len(told.sms) <= 70
    made.refresh_from_db()
    assert made.is_live  # held while she may appeal
    assert taking_back.carry_out_due(timezone.now() + 6 * DAYS) == 0
    assert taking_back.carry_out_due(timezone.now() + 8 * DAYS) == 1
    for enrollment in (made, waiting):
        enrollment.refresh_from_db()
    assert (made.status, made.ended_as) == (Enrollment.Status.ENDED, Enrollment.Ended.RULE)
    assert waiting.status == Enrollment.Status.ACTIVE
    counters_are_the_rows()


def test_an_appeal_holds_the_place_until_it_is_answered(missed, keeper, signed_in):  # noqa: F811
    made, _ = missed(3)
    taken = TakenBack.objects.get()
    mother = signed_in(made.booker)
    assertContains(mother.get(taken.get_absolute_url()), taken.facts)
    assertContains(mother.post(taken.get_absolute_url(), {"words": ""}), "请写一句", status_code=422)
    mother.post(taken.get_absolute_url(), {"words": "孩子住院了，单子在手上"})
    assert taking_back.carry_out_due(timezone.now() + 30 * DAYS) == 0
    taken.refresh_from_db()
    with pytest.raises(NotAllowed):
        taking_back.answer(taken=taken, by=made.booker, give_back=True)
    assertContains(keeper.get(reverse("admin:positions_takenback_change", args=[taken.pk])), "孩子住院了")
    keeper.post(reverse("admin:positions_takenback_answer", args=[taken.pk]), {"give_back": "yes", "words": "好好休养，位子留着"})
    made.refresh_from_db()
    assert made.is_live
    assert strikes.count(made) == (0, 0)
    assertContains(mother.get(taken.get_absolute_url()), "好好休养，位子留着")
    assert signed_in(keeper.user).get(taken.get_absolute_url()).status_code == 404


def test_upheld_goes_to_the_next_at_once(missed, keeper):  # noqa: F811
    _, waiting = missed(3)
    taking_back.answer(taken=TakenBack.objects.get(), by=keeper.user, give_back=False, words="三次都没有打电话")
    waiting.refresh_from_db()
    assert waiting.status == Enrollment.Status.ACTIVE
    with pytest.raises(taking_back.Ended):
        taking_back.answer(taken=TakenBack.objects.get(), by=keeper.user, give_back=True)


def test_one_that_does_not_count_lets_the_place_be(missed, keeper):  # noqa: F811
    made, _ = missed(3)
    strikes.answer(strike=made.strikes.first(), by=keeper.user, accept=True)
    taken = TakenBack.objects.get()
    assert (taken.answer, taken.ended_at is not None) == ("given_back", True)
    assert taking_back.carry_out_due(timezone.now() + 30 * DAYS) == 0


def test_only_what_happened_since_the_rule_was_printed_counts(missed, make_child):
    made, _ = missed(2)
    service = made.timetable.service
    with time_machine.travel(timezone.now() + DAYS):
        service.absences_allowed = 2
        service.save()
        taking_back.print_rule(service=service, key=strikes.RULE, sentence="一学期满 2 次没请假没来，位子给下一位。")
        strikes.note_absence(made.bookings.order_by("from_minute")[2])
    assert not TakenBack.objects.exists()
    assert PrintedRule.objects.filter(service=service).count() == 2
    with pytest.raises(taking_back.NoSuchRule):
        taking_back.take_back(rule=PrintedRule.objects.order_by("pk").first(), facts="没有的事", enrollment=made)


def test_a_rule_that_was_printed_after_she_enrolled_takes_nothing(missed, make_child, signed_in, make_user):
    made, _ = missed(2)
    service = made.timetable.service
    with time_machine.travel(timezone.now() + DAYS):
        sentence = "一学期满 2 次没请假没来，位子给下一位。"
        rule = taking_back.print_rule(service=service, key=strikes.RULE, sentence=sentence)
        with pytest.raises(taking_back.PrintedLater):
            taking_back.take_back(rule=rule, facts="没来两次。", enrollment=made)
        later = enrol(made.timetable, make_child("丙"), weekdays=[1])  # she could read it, once the words of the service say it
        rule = taking_back.rule_of(service, strikes.RULE)
        assert taking_back.take_back(rule=rule, facts="没来两次。", enrollment=later).rule == rule
        client = signed_in(make_user())
        assertContains(client.get(service.get_absolute_url()), rule.sentence)
        assertContains(client.get(f"/sessions/{made.bookings.first().session_id}/"), rule.sentence)
        assertContains(client.get(f"/timetables/{made.timetable_id}/enrol/"), rule.sentence)
        assertContains(signed_in(made.booker).get(made.get_absolute_url()), strikes.LATER)
    assert TakenBack.objects.get().enrollment == later
