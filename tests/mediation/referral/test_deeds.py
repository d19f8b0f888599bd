"""What goes to another body, what never does, and when it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import posts
from accounts.crypto import CannotOpen
from accounts.models import User
from accounts.refusals import NotAllowed
from mediation import evidence, intake, referral
from mediation.models import AccessLog, Case, CaseEvent, Party, Referral, ReferralPhoto
from mediation.prints import phone_print
from mediation.referral import refusals
from mediation.referral.jobs import end_referrals_given_back, remind_of_referrals
from mediation.referral.opening import READ
from mediation.refusals import NotYetAccepted, NotYourCase
from notices.models import Notice
from notices.texts import words_of

from ..conftest import NARRATIVE


def again(user):
    """The same person in her next request."""
    return User.objects.get(pk=user.pk)


def open_to(user):
    return list(Referral.objects.visible_to(again(user), READ))


def test_nothing_is_open_before_the_hand_over_and_nothing_after_it_ended(draft, give, officer, mediator):
    row = draft()
    assert open_to(officer) == []
    row = give(row)
    assert open_to(officer) == [row]
    referral.take_back(referral=row, by=mediator, words="当事人改主意")
    assert open_to(officer) == []
    assert referral.take_back(referral=row, by=mediator).ended_at  # asked twice, once done
    with pytest.raises(NotAllowed):
        referral.answer(referral=row, by=again(officer), kind="taken", words="好")


def test_the_copy_holds_the_chosen_words_and_no_later_change_of_the_case(handed, carried, applicant):
    Party.objects.filter(pk=applicant.pk).update(side="other")
    fresh = Case.objects.get(pk=carried.pk)
    fresh.narrative, fresh.kind, fresh.violent = "全新的内容", "violence", True
    fresh.save()
    told = Referral.objects.get(pk=handed.pk).content
    assert "陈阿妹" in told
    assert "13905950001" in told
    assert "婆媳" in told
    assert "只在上午打" in told
    for word in ("35050319900307058X", "王桂花", NARRATIVE, "想分开住", "3 号楼 502", "全新的内容", "家暴"):
        assert word not in told


def test_the_copy_has_a_key_of_its_own(handed, carried):
    assert handed.data_key != carried.data_key
    Referral.objects.filter(pk=handed.pk).update(sealed_key=None)
    with pytest.raises(CannotOpen):
        _ = Referral.objects.get(pk=handed.pk).content
    assert Case.objects.get(pk=carried.pk).narrative == NARRATIVE


def test_photos_are_sealed_anew(report, mediator, officer, draft, give, jpeg, carried, applicant, settings):
    picture, _other = evidence.keep(case=carried, pictures=[(jpeg(8, 8), 8, 8), (jpeg(9, 9), 9, 9)], by=mediator)
    row = give(draft(photos=[picture.uid]))
    copy = ReferralPhoto.objects.get()
    assert (copy.evidence, copy.open()) == (picture, picture.open())
    assert (settings.MEDIA_ROOT / copy.file).read_bytes() != (settings.MEDIA_ROOT / picture.file).read_bytes()
    assert row.parts["photos"] == [str(picture.uid)]


def test_consent_is_recorded_or_why_it_could_not_wait(draft, give, report, carried):
    row = draft()
    with pytest.raises(refusals.NotAgreed):
        give(row, consent=Referral.Consent.URGENT, consent_by=None)
    stranger = report().parties.first()
    with pytest.raises(refusals.NotAgreed):
        give(row, consent_by=stranger)
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=row.pk).update(state="handed", open_to=row.partner, handed_at=timezone.now())
    row = give(row, consent=Referral.Consent.URGENT, consent_by=None, consent_words="联系不上，人有危险")
    assert (row.consent, row.consent_by, row.consent_words) == ("urgent", None, "联系不上，人有危险")


def test_only_who_carries_the_case_hands_it_over(draft, give, colleague, case, police, report, mediator):
    row = draft()
    with pytest.raises(NotYourCase):
        give(row, by=colleague)
    with pytest.raises(NotYetAccepted):
        referral.ask(case=report(), by=mediator, partner=police, story="x", due_on=row.due_on)


def test_what_was_previewed_is_what_goes(draft, give, mediator, carried, police):
    row = draft()
    referral.ask(case=carried, by=mediator, partner=police, story="另一种说法", due_on=row.due_on, referral=row)
    with pytest.raises(refusals.LookAgain):
        give(row)
    row.refresh_from_db()
    first, second = give(row), give(row)
    assert first == second
    assert Notice.objects.filter(kind="referral_handed").count() == 1
    with pytest.raises(refusals.ReferralChanged):
        referral.drop(referral=row, by=mediator)


def test_a_draft_is_thrown_away_whole(draft, mediator):
    referral.drop(referral=draft(), by=mediator)
    assert not Referral.objects.exists()


def test_nothing_goes_to_a_door_behind_which_nobody_is(draft, give, officer):
    row = draft()
    posts.end(post=officer.posts.get(), by=None)
    with pytest.raises(refusals.NobodyThere):
        give(row)


def test_access_ends_with_the_post(handed, officer):
    posts.end(post=officer.posts.get(), by=None)
    assert open_to(officer) == []


def test_an_answer_goes_into_the_timeline_without_its_words(handed, officer, mediator, carried):
    key = intake.new_key()
    first = referral.answer(referral=handed, by=officer, kind="taken", words="城东所已出警登记", key=key)
    assert referral.answer(referral=handed, by=officer, kind="taken", words="城东所已出警登记", key=key) == first
    referral.answer(referral=handed, by=officer, kind="done", words="告诫书已送达双方")
    handed.refresh_from_db()
    assert (handed.state, Case.objects.get(pk=carried.pk).status) == ("returned", "accepted")
    with pytest.raises(refusals.ReferralChanged):
        referral.answer(referral=handed, by=officer, kind="done", words="再来一次")
    lines = [(line.kind, line.words) for line in CaseEvent.objects.filter(case=carried, kind__in=["handed", "answered", "handed_back"]).order_by("pk")]
    assert [kind for kind, _ in lines] == ["handed", "answered", "handed_back"]
    assert not any(word in words for _, words in lines for word in ("城东所", "告诫书已", "陈阿妹", "13905950001"))
    told = [words_of(notice) for notice in Notice.objects.filter(to=mediator, kind="referral_answered").order_by("pk")]
    assert [text.title for text in told] == ["转介有了答复", "转介交回了"]


def test_the_way_back_has_a_deadline(handed, officer, mediator):
    Referral.objects.filter(pk=handed.pk).update(due_on=timezone.localdate() + timedelta(days=1))
    assert (remind_of_referrals(), remind_of_referrals()) == (1, 0)
    Referral.objects.filter(pk=handed.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert (remind_of_referrals(), remind_of_referrals()) == (1, 0)
    kinds = Notice.objects.filter(kind__in=["referral_due", "referral_late"]).order_by("pk").values_list("to", "kind")
    assert list(kinds) == [(officer.pk, "referral_due"), (mediator.pk, "referral_late")]


def test_a_person_of_a_body_holds_nothing_else(officer, police, area, make_user):
    with pytest.raises(posts.NothingElse):
        posts.appoint(user=officer, role="mediator", by=None, area=area)
    with pytest.raises(posts.WrongPlace):
        posts.appoint(user=make_user(), role="partner", by=None, area=area)
    assert not officer.is_staff
    assert not AccessLog.objects.exists()


def test_a_reader_who_is_herself_a_party_finds_nothing(draft, give, officer, carried, applicant):
    """The conflict beats the other body too: she is not told, and the copy does not exist for her."""
    applicant.case = carried
    applicant.phone_print = phone_print(officer.phone[-11:])
    applicant.save(update_fields=["phone_print"])
    row = give(draft())
    assert open_to(officer) == []
    assert not Notice.objects.filter(to=officer).exists()
    assert not again(officer).has_perm("mediation.answer_referral", row)


def test_what_a_body_gave_back_closes_to_it_by_itself(handed, officer, carried):
    referral.answer(referral=handed, by=again(officer), kind="done", words="去过了，劝开了。")
    assert (end_referrals_given_back(), open_to(officer)) == (0, [handed])
    Referral.objects.filter(pk=handed.pk).update(returned_at=timezone.now() - timedelta(days=30))
    assert (end_referrals_given_back(), end_referrals_given_back()) == (1, 0)
    assert open_to(officer) == []
    assert carried.events.filter(kind="taken_back", by=None).count() == 1


def test_the_end_of_a_case_closes_what_was_given_back(handed, officer, carried):
    referral.answer(referral=handed, by=again(officer), kind="done", words="去过了。")
    Case.objects.filter(pk=carried.pk).update(status="closed", closed_at=timezone.now(), outcome="failed")
    assert (end_referrals_given_back(), open_to(officer)) == (1, [])
