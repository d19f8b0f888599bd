"""Break-glass: an officer outside reads for an hour, is seen doing it, and everybody else finds nothing as before."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post, User
from accounts.refusals import NotAllowed
from accounts.roles import Role
from mediation import casework
from mediation.models import AccessLog, BreakGlass, Case
from mediation.secrecy import break_glass, end_glass, glass
from notices.models import Notice
from tests.people import sign_in

ASK = reverse("mediation:glass")


@pytest.fixture
def officer(make_post, elsewhere):
    """An officer of 晋江, to whom the woman of 丰泽 came."""
    return make_post(Role.COUNTY_OFFICER, "350582000000", "丁秀珍")


@pytest.fixture
def guard(make_post, area):
    return make_post(Role.DATA_PROTECTION, "350500000000", "康慎言")


def told(user):
    return set(Notice.objects.filter(to=user).values_list("kind", flat=True))


def test_the_story_of_one_hour(client, case, officer, guard, mediator):
    casework.accept(case=case, by=mediator)
    sign_in(client, officer)
    pages = [case.get_absolute_url(), *(reverse("mediation:party", args=[case.number, party.uid]) for party in case.parties.all())]
    assert {client.get(page).status_code for page in pages} == {404}
    empty = client.post(ASK, {"number": case.number})
    assert (empty.status_code, "还没选理由" in empty.content.decode()) == (422, True)
    opened = client.post(ASK, {"number": f" {case.number.lower()} ", "why": "shelter", "words": "半夜到了我们这里。"})
    assert (opened.status_code, opened["Location"]) == (302, case.get_absolute_url())
    page = client.get(pages[0]).content.decode()
    assert "昨晚邻居听见摔东西" in page
    assert "只能看，不能办" in page
    assert "陈阿妹" in client.post(pages[1], {"why": "safety"}).content.decode()
    assert told(mediator) >= {"glass_broken"}
    assert "glass_to_judge" in told(guard)
    row = BreakGlass.objects.get()
    reads = AccessLog.objects.filter(user=officer, what__in=["case", "party", "writing"], case=case)
    assert [read.glass for read in reads] == [row] * len(reads)
    assert AccessLog.objects.filter(what="glass", glass=row, case=case).count() == 1
    # reading only: no deed opens by it, and nothing is changed
    for name in ("accept", "refuse", "contact"):
        assert client.post(reverse(f"mediation:{name}", args=[case.number]), {"key": "k"}).status_code == 404
    assert Case.objects.get(pk=case.pk).mediator == mediator
    # the hour is over
    BreakGlass.objects.update(until=timezone.now())
    assert {client.get(page).status_code for page in pages} == {404}


def test_it_may_be_stopped_and_ends_with_the_post(client, case, officer, guard):
    row = break_glass(user=officer, number=case.number, why="danger", words="有人受伤。")
    sign_in(client, officer)
    assert client.get(case.get_absolute_url()).status_code == 200
    with pytest.raises(NotAllowed):
        end_glass(glass=row, by=officer)
    sign_in(client, guard)
    form = reverse("admin:mediation_breakglass_change", args=[row.pk])
    assert "有人受伤。" in client.get(form).content.decode()
    assert client.post(reverse("admin:mediation_breakglass_end", args=[row.pk])).status_code == 302
    sign_in(client, officer)
    assert client.get(case.get_absolute_url()).status_code == 404
    assert "glass_ended" in told(officer)
    break_glass(user=officer, number=case.number, why="danger", words="再看一次。")
    Post.objects.filter(user=officer).update(since="2020-01-01", until="2020-12-31")
    assert client.get(case.get_absolute_url()).status_code == 404


def test_who_may_not_and_what_is_not_there_say_the_same(case, officer, make_post, area):
    party = User.objects.create_user("+8613905950001", name="陈阿妹", phone_verified=True)
    Post.objects.create(user=party, role=Role.COUNTY_OFFICER, area_id="350582000000")
    for user, number in ((officer, "261124-ZZZZZZ"), (party, case.number)):  # nothing there; she is a party herself
        with pytest.raises(glass.NoSuchCase):
            break_glass(user=user, number=number, why="danger", words="急")
    assert AccessLog.objects.filter(what="refused").count() == 2
    for role in Role:
        if role not in (Role.COUNTY_OFFICER, Role.CITY_OFFICER):
            with pytest.raises(NotAllowed):
                break_glass(user=make_post(role, "350503000000"), number=case.number, why="danger", words="急")
    assert not BreakGlass.objects.exists()


def test_numbers_cannot_be_tried_at_will(client, case, officer):
    sign_in(client, officer)
    told = {"why": "danger", "words": "急"}
    for n in range(5):
        assert client.post(ASK, {"number": f"261124-ZZZZZ{n}", **told}).status_code == 422
    sixth = client.post(ASK, {"number": case.number, **told})
    assert (sixth.status_code, "试了太多个编号" in sixth.content.decode()) == (422, True)


def test_one_hour_is_one_hour(case, officer):
    one = break_glass(user=officer, number=case.number, why="danger", words="急")
    assert one.until - one.at == timedelta(hours=1)
    assert break_glass(user=officer, number=case.number, why="danger", words="急") == one
    assert "急" not in str(BreakGlass.objects.values_list("words", flat=True)[0])


def test_a_mediators_pages_stay_shut_behind_a_glass(client, case, officer, mediator):
    """Who mediates in her own county has the pages of papers and deeds; a glass opens none of them."""
    casework.accept(case=case, by=mediator)
    Post.objects.create(user=officer, role=Role.MEDIATOR, area_id="350582000000")
    officer = User.objects.get(pk=officer.pk)
    break_glass(user=officer, number=case.number, why="shelter", words="半夜到了我们这里。")
    sign_in(client, officer, mfa=True)
    assert client.get(case.get_absolute_url()).status_code == 200
    party = case.parties.first()
    pages = [reverse(f"mediation:{name}", args=[case.number]) for name in ("papers", "people", "facts", "words")]
    assert {client.get(page).status_code for page in [*pages, reverse("mediation:details", args=[case.number, party.uid])]} == {404}
    assert client.post(reverse("mediation:accept", args=[case.number])).status_code == 404
    assert AccessLog.objects.filter(user=officer, what="refused", case=case, glass__isnull=False).count() == 6
