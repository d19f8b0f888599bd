"""An envelope arrives: one case, under its author's name, whatever happened in between; and nothing of it is lost."""

import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Post, User
from accounts.roles import Role
from mediation import intake, offline
from mediation.models import Case, Parcel, RiskSign
from notices.models import Notice
from notices.texts import words_of
from tests.people import sign_in

from ..conftest import NARRATIVE

WHERE = "/grid/parcels/"
DAY = 86400


@pytest.fixture
def send(client):
    """send(envelope, by): as the phone does while `by` is signed in. Returns the answer."""

    def send(blob, by, *, open=False, now=None):
        sign_in(client, by)
        headers = {"X-Phone-Now": str(int((now or time.time()) * 1000)), **({"X-Page-Open": "1"} if open else {})}
        return client.post(WHERE, blob, content_type="application/octet-stream", headers=headers)

    return send


def test_it_becomes_the_case_that_the_form_would_have_made(send, seal, photo, grid_worker, area):
    answer = send(seal(photos=[photo()], name_2="王桂花"), grid_worker)
    case = Case.objects.get()
    assert answer.json()["number"] == case.number
    assert (case.narrative, case.wishes, case.place, case.area, case.reporter, case.source) == (
        NARRATIVE, "想分开住", "3 号楼 502", area, grid_worker, "grid",
    )  # fmt: skip
    assert [(party.name, party.phone) for party in case.parties.all()] == [("陈阿妹", "13905950001"), ("王桂花", None)]
    assert case.evidence.count() == 1
    assert Parcel.objects.get().unread == 0
    assert answer["Cache-Control"].count("no-store") == 1


def test_the_numbers_are_told_to_their_author_while_she_is_signed_in_and_to_nobody_else(client, send, seal, grid_worker, mother):
    """The phone keeps none (static/grid-queue.js): with the login they are gone."""
    key = intake.new_key()
    send(seal(key=key), grid_worker)
    case = Case.objects.get()
    assert client.get(WHERE).json()["received"] == {key: case.number}
    sign_in(client, mother)
    assert client.get(WHERE).json()["received"] == {}
    client.logout()
    assert client.get(WHERE).status_code == 302
    Post.objects.filter(user=grid_worker).delete()
    sign_in(client, User.objects.get(pk=grid_worker.pk))
    assert client.get(WHERE).json()["received"] == {}


def test_however_often_and_from_whatever_phone_it_is_one_case(send, seal, grid_worker):
    key = intake.new_key()
    blob, sealed_again = seal(key=key), seal(key=key)
    numbers = {send(each, grid_worker).json()["number"] for each in [blob] * 5 + [sealed_again] * 5}
    assert len(numbers) == Case.objects.count() == 1
    assert Parcel.objects.count() == 2


def test_the_same_dispute_from_two_peoples_phones_stays_two_reports(send, seal, grid_worker, make_post, area):
    other = make_post(Role.GRID_WORKER, area, "庄小妹")
    for by in (grid_worker, other):
        send(seal(by=by), by)
    assert {case.reporter for case in Case.objects.all()} == {grid_worker, other}


def test_somebody_else_brings_it_the_author_stays_and_is_told(send, seal, grid_worker, mother):
    send(seal(), mother)
    case, parcel = Case.objects.get(), Parcel.objects.get()
    assert (case.reporter, case.events.get().by, parcel.author, parcel.sender) == (grid_worker, grid_worker, grid_worker, mother)
    words = words_of(Notice.objects.get(to=grid_worker, kind="parcel_taken"))
    assert case.number in words.body
    assert "仍然记在您名下" in words.body
    assert not Notice.objects.filter(to=mother).exists()


def test_a_post_that_ended_meanwhile_lays_it_before_the_area_and_she_is_told(send, seal, grid_worker, mediator):
    blob = seal()
    Post.objects.filter(user=grid_worker).update(since="2020-01-01", until="2020-12-31")
    assert send(blob, User.objects.get(pk=grid_worker.pk)).status_code == 200
    case = Case.objects.get()
    assert (case.reporter, case.status, Parcel.objects.get().post_ended) == (grid_worker, "waiting", True)
    assert Case.objects.visible_to(mediator).get() == case
    assert Notice.objects.filter(to=mediator, kind="case_new").exists()
    words = words_of(Notice.objects.get(to=grid_worker, kind="parcel_taken"))
    assert "任职已经结束" in words.body
    assert not any(word in words.body + words.title + words.sms for word in ("纠纷", "陈阿妹", "东美"))


def test_her_post_reaches_no_other_area_offline_either(send, seal, grid_worker, elsewhere):
    send(seal(area=elsewhere.pk), grid_worker)
    case = Case.objects.get()
    assert case.area_id == "350503002001"  # her own; what she chose stands in the narrative
    assert "填的社区是 350582001001" in case.narrative


def test_no_word_a_forged_one_and_a_strangers(send, seal, grid_worker, mother):
    word = offline.word_for(User.objects.get(pk=grid_worker.pk))
    forged = word.replace(f"{grid_worker.pk}.", f"{mother.pk}.", 1)
    for author in ("", "...", forged, word[:-1], "é" + word):
        answer = send(seal(author=author or "x"), grid_worker)
        assert (answer.status_code, "先留在手机里" in answer.json()["words"]) == (422, True)
    # A stranger's own word holds no Post: it reaches no area, whatever is chosen.
    assert send(seal(by=mother), mother).status_code == 422
    assert not Case.objects.exists()


def test_a_clock_three_days_off_does_not_move_what_happened(send, seal, grid_worker):
    word = offline.word_for(User.objects.get(pk=grid_worker.pk))
    given, hour = time.time(), 3600
    for n, off in enumerate((-3 * DAY, 0, 3 * DAY)):
        send(seal(author=word, off=off, narrative=f"第 {n} 件"), grid_worker, now=given + hour + off)  # an hour passed on her phone
    for event in (case.events.get() for case in Case.objects.all()):
        assert abs(event.happened_at - (timezone.now())) < timedelta(seconds=30)  # never before the form was given out
        assert event.happened_at <= event.written_at + timedelta(seconds=1)


def test_hours_in_the_phone_are_told_by_the_server_clock(send, seal, grid_worker, monkeypatch):
    word = offline.word_for(User.objects.get(pk=grid_worker.pk))
    now = timezone.now() + timedelta(hours=10)
    blob = seal(author=word, off=3 * DAY)
    monkeypatch.setattr("mediation.offline.receiving.timezone.now", lambda: now)
    assert offline.receive(blob=blob, sender=grid_worker, phone_now=int((time.time() + 3 * DAY + 6 * 3600) * 1000)).case
    assert abs(Parcel.objects.get().saved_at - (now - timedelta(hours=6))) < timedelta(seconds=30)


def test_what_does_not_fit_its_box_moves_into_the_narrative(send, seal, photo, grid_worker, sign):
    gone = sign("以前")
    blob = seal(
        phone_1="12345", id_number_1="350503199003070581", phone_2="13905950002", kind="war", narrative="吵" * 5003, wishes=None, name_1="x1",
        signs=[gone.pk, "none"], photos=[photo(), SimpleUploadedFile("b.jpg", b"no photo")],
    )  # fmt: skip
    RiskSign.objects.filter(pk=gone.pk).update(is_used=False)
    assert send(blob, grid_worker).status_code == 200
    case = Case.objects.get()
    assert (case.kind, case.evidence.count()) == ("other", 1)
    for words in ("12345", "350503199003070581", "x1", "勾过：以前报过警", "怎么回事：吵吵吵", "有 1 张照片打不开"):
        assert words in case.narrative
    assert [(party.name, party.phone) for party in case.parties.all()] == [("没有写明", None), ("没有写明", "13905950002")]
    assert Parcel.objects.get().unread == 6


def test_while_her_page_is_open_she_is_asked_instead_and_nothing_is_written(send, seal, grid_worker):
    answer = send(seal(phone_1="12345"), grid_worker, open=True)
    assert (answer.status_code, list(answer.json()["problems"])) == (422, ["phone_1"])
    assert not Case.objects.exists()


def test_going_back_and_changing_what_was_sent_is_another_case_once(send, seal, grid_worker):
    key = intake.new_key()
    send(seal(key=key), grid_worker)
    changed = seal(key=key, narrative="另外一家的事。")
    assert len({send(changed, grid_worker).json()["number"] for _ in range(3)}) == 1
    assert Case.objects.count() == 2


def test_after_all_keys_were_changed_it_still_arrives(send, seal, grid_worker, settings):
    blob = seal()
    settings.SECRET_KEY = "y" * 60  # ends all logins
    settings.ENCRYPTION_KEYS = {"new": b"n" * 32, **settings.ENCRYPTION_KEYS}
    settings.INDEX_KEYS = {"new": b"m" * 32, **settings.INDEX_KEYS}
    settings.INDEX_KEY = b"m" * 32
    assert send(blob, grid_worker).status_code == 200
    assert Case.objects.get().reporter == grid_worker


def test_an_ended_login_is_sent_to_sign_in_and_takes_nothing(client, seal):
    assert client.post(WHERE, seal(), content_type="application/octet-stream").status_code == 302
    assert not Case.objects.exists()


@pytest.mark.parametrize("body", [b"", b"G1", b"{}", bytes(5000)])
def test_rubbish_is_refused_in_words(send, grid_worker, body):
    assert send(body, grid_worker).status_code == 422


def test_a_kill_between_case_and_receipt_leaves_neither(send, seal, grid_worker, monkeypatch):
    blob = seal()
    with monkeypatch.context() as broken:
        broken.setattr("mediation.models.Parcel.objects.get_or_create", lambda **how: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send(blob, grid_worker)
    assert not Case.objects.exists()
    assert send(blob, grid_worker).status_code == 200
    assert Case.objects.count() == 1
