"""The pages of the mediator and of the body: what each shows, writes down, and hides."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from mediation import referral
from mediation.models import AccessLog, Referral, Screening
from tests.people import sign_in

from .conftest import STORY


def handed_page(row):
    return reverse("mediation:handed_one", args=[row.number])


def test_choose_look_agree_hand_over(client, carried, mediator, police, applicant):
    sign_in(client, mediator)
    assert "转给别的单位" in client.get(carried.get_absolute_url()).content.decode()
    parts = {"partner": police.pk, "people": [f"{applicant.uid}:name"], "facts": ["kind"], "story": STORY, "care": "", "due_on": "2020-01-01"}
    new = reverse("mediation:referral_new", args=[carried.number])
    refused = client.post(new, parts)
    assert refused.status_code == 422
    assert STORY in refused.content.decode()
    page = client.post(new, parts | {"due_on": f"{timezone.localdate() + timedelta(days=5)}"}, follow=True)
    body = page.content.decode()
    assert "陈阿妹" in body
    assert STORY in body
    assert "13905950001" not in body
    row = Referral.objects.get()
    here = reverse("mediation:referral", args=[carried.number, row.uid])
    assert client.post(here, {"revision": 1, "consent": "urgent"}).status_code == 422
    assert Referral.objects.get().state == "asked"
    done = client.post(here, {"revision": 1, "consent": f"{applicant.uid}", "consent_words": "当面说的"}, follow=True)
    assert "交出的就是这些" in done.content.decode()
    assert Referral.objects.get().open_to == police
    assert AccessLog.objects.filter(what="referral", row=row.uid, user=mediator).count() >= 2


def test_the_body_reads_answers_and_each_look_is_written_down(client, handed, officer, carried):
    sign_in(client, officer)
    page = client.get(handed_page(handed)).content.decode()
    assert "陈阿妹" in page
    assert STORY in page
    for word in (carried.number, "王桂花", "想分开住"):
        assert word not in page
    look = AccessLog.objects.get(user=officer)
    assert (look.what, look.case, look.row, look.area_code) == ("referral", carried, handed.uid, carried.area_id)
    client.post(handed_page(handed), {"kind": "done", "words": "告诫书已送达双方"})
    assert Referral.objects.get().state == "returned"


def test_from_the_next_request_there_is_nothing(client, handed, officer, mediator):
    sign_in(client, officer)
    assert client.get(handed_page(handed)).status_code == 200
    referral.take_back(referral=handed, by=mediator)
    gone, missing = client.get(handed_page(handed)), client.get("/handed/261124-ZZZZZZ/")
    assert (gone.status_code, missing.status_code) == (404, 404)
    assert AccessLog.objects.filter(user=officer, what="refused").count() == 2
    assert client.get("/handed/").content.decode().count(handed.number) == 0


@pytest.mark.parametrize("path", ["/mediation/", "/grid/", "/admin/", "/mediation/screenings/"])
def test_the_body_sees_nothing_else_of_the_house(client, handed, officer, carried, path):
    sign_in(client, officer)
    assert client.get(path).status_code in (302, 403, 404)
    for name in ("case", "referral_new"):
        assert client.get(reverse(f"mediation:{name}", args=[carried.number])).status_code == 404


def test_another_body_and_everybody_else_find_nothing(client, handed, make_post, elsewhere, mediator, grid_worker):
    for user in (make_post(Role.PARTNER, elsewhere), mediator, grid_worker):
        sign_in(client, user)
        assert client.get(handed_page(handed)).status_code == 404


def test_a_colleague_reads_the_referral_but_does_not_press(client, handed, colleague, carried):
    sign_in(client, colleague)
    here = reverse("mediation:referral", args=[carried.number, handed.uid])
    page = client.get(here).content.decode()
    assert STORY in page
    assert "收回</a>" not in page
    assert client.post(reverse("mediation:referral_take_back", args=[carried.number, handed.uid]), {}).status_code == 422
    assert Referral.objects.get().state == "handed"


def test_the_list_of_a_body_takes_as_many_statements_for_thirty_as_for_three(client, draft, give, officer):
    sign_in(client, officer)
    client.get("/handed/")  # the first request of a session writes it
    seen = []
    for number in (3, 15):
        while Referral.objects.count() < number:
            give(draft())
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/handed/").status_code == 200
        seen.append(len(asked))
    assert seen[0] == seen[1]


def test_a_screening_has_numbers_and_names_only_for_who_may_see_them(client, carried, mediator, officer, police, far_mediator, area):
    sign_in(client, mediator)
    new = {"area": area.parent.parent_id, "held_on": f"{timezone.localdate()}", "partners": [police.pk]}
    assert client.post(reverse("mediation:screening_new"), new).status_code == 422
    page = client.post(reverse("mediation:screening_new"), new | {f"colour_{carried.number}": "3"}, follow=True).content.decode()
    assert carried.number in page
    assert "陈*妹" in page
    assert "陈阿妹" not in page
    made = Screening.objects.get()
    assert (made.lines.get().risk, list(made.partners.all())) == (3, [police])
    sign_in(client, officer)
    page = client.get(made.get_absolute_url()).content.decode()
    assert carried.number in page
    assert "陈" not in page
    sign_in(client, far_mediator)
    assert client.get(made.get_absolute_url()).status_code == 404
    assert Post.objects.filter(user=officer).get().partner == police
