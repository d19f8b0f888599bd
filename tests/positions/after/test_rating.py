"""How it was, in words: once, read by staff before it is public, of no person, small numbers hidden."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.refusals import NotAllowed
from positions.after import rating, refusals
from positions.models import Booking, Feedback, Session


def page(client, service):
    return client.get(service.get_absolute_url()).content.decode()


def say(came, words="孩子回来一直说。", mark=5):
    held = came()
    return rating.rate(booking=held, mark=mark, words=words, by=held.booker)


def test_said_on_her_page_and_public_after_staff_looked(came, client, signed_in, keeper, service):
    held = came()
    hers = signed_in(held.booker)
    assert "说说怎么样" in hers.get(held.get_absolute_url()).content.decode()
    answer = hers.post(f"{held.get_absolute_url()}rate/", {"mark": "5", "words": "孩子回来一直说。"})
    assert answer.status_code == 302
    assert "孩子回来一直说" not in page(client, service)
    rating.moderate(feedback=Feedback.objects.get(), show=True, by=keeper)
    shown = page(client, service)
    assert "孩子回来一直说。" in shown
    assert held.booker.phone not in shown
    assert "说说怎么样" not in hers.get(held.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("said", "words"), [({"words": "好"}, "请选一个"), ({"mark": "9"}, "请选一个"), ({"mark": "5", "words": "长" * 301}, "最多 300 个字")])
def test_what_is_amiss_is_said(came, signed_in, said, words):
    held = came()
    answer = signed_in(held.booker).post(f"{held.get_absolute_url()}rate/", said)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_once_after_coming_and_within_a_month(came, mother):
    held = came()
    with pytest.raises(NotAllowed):
        rating.rate(booking=held, mark=5, words="", by=mother)
    rating.rate(booking=held, mark=5, words="", by=held.booker)
    with pytest.raises(refusals.RatedAlready):
        rating.rate(booking=Booking.objects.get(pk=held.pk), mark=1, words="", by=held.booker)
    late, absent = came(), came()
    Session.objects.filter(pk=late.session_id).update(ends_at=timezone.now() - timedelta(days=31), starts_at=timezone.now() - timedelta(days=32))
    with pytest.raises(refusals.RatingOver):
        rating.rate(booking=Booking.objects.get(pk=late.pk), mark=5, words="", by=late.booker)
    absent.status = Booking.Status.ABSENT
    with pytest.raises(refusals.NotYetRated):
        rating.rate(booking=absent, mark=5, words="", by=absent.booker)


def test_states_walk_their_table(came, keeper, mother):
    said = say(came)
    with pytest.raises(NotAllowed):
        rating.moderate(feedback=said, show=True, by=mother)
    rating.moderate(feedback=said, show=True, by=keeper)
    with pytest.raises(refusals.FeedbackChanged):
        rating.moderate(feedback=said, show=True, by=keeper)
    rating.report(feedback=said, words="写了别人的名字")
    said.refresh_from_db()
    assert said.state == "reported"
    rating.moderate(feedback=said, show=True, by=keeper)
    rating.report(feedback=said, words="又来")  # staff have looked: nobody silences it
    said.refresh_from_db()
    assert said.state == "shown"
    rating.moderate(feedback=said, show=False, reason="写了名字", by=keeper)
    wordless = say(came, words="")
    with pytest.raises(refusals.NotPublic):
        rating.moderate(feedback=wordless, show=True, by=keeper)


def test_somebody_reports_it(came, client, keeper, mother, service, signed_in):
    said = rating.moderate(feedback=say(came), show=True, by=keeper)
    address = f"/feedback/{said.pk}/report/"
    assert client.get(address).status_code == 302
    assert signed_in(mother).post(address, {"words": "写了老师的名字"}).status_code == 302
    assert "孩子回来一直说" not in page(client, service)
    assert signed_in(mother).get(address).status_code == 404


def test_confidential_stays_between_two(came, client, keeper, service, signed_in):
    service.confidential = True
    service.save()
    said = say(came, words="谢谢庄老师救了我")
    hers = signed_in(said.booking.booker)
    shown = hers.get(f"{said.booking.get_absolute_url()}rate/").content.decode()
    assert "四点半课堂" not in shown
    with pytest.raises(NotAllowed):
        rating.moderate(feedback=said, show=True, by=keeper)
    assert not Feedback.objects.visible_to(keeper).exists()
    assert rating.in_words(service) == ([], None)
    assert "来过的人说" not in page(client, service)


def test_small_numbers_are_hidden(came, client, service):
    for mark in (5, 5, 5, 5, 5, 5, 4):
        say(came, words="", mark=mark)
    assert rating.in_words(service)[1] is None or None in [number for _, number in rating.in_words(service)[0]]
    assert "很好 6" not in page(client, service)
    for _ in range(6):
        say(came, words="", mark=4)
    marks, total = rating.in_words(service)
    assert all(number is None or number >= 5 for _, number in marks)
    assert total is None or total >= 5


def test_her_words_are_sealed(came):
    said = say(came, words="左边第三排漏水")
    raw = Feedback.objects.filter(pk=said.pk).values_list("words", flat=True).get()
    assert "漏水".encode() not in bytes(raw)
