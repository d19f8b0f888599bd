"""She chooses what it is about and gets whoever counsels on it: the places, the times, the people; and the count on /156/."""

import pytest
from django.utils import timezone

from accounts.roles import Role
from positions.duty import slots
from positions.models import TeamMember
from programs.names import NAMES
from tests.people import sign_in

KINDS = "/slots/?theme=marriage&near=city"


@pytest.fixture
def another(person, talks):
    """A second mediator of the same room, who counsels on other things."""
    user = person("苏美华", Role.MEDIATOR, area=talks.area)
    TeamMember.objects.create(area=talks.area, user=user, team="mediators", name="苏老师", topics="in_laws,children", shown_since=timezone.localdate())
    return user


@pytest.fixture
def times(slot, mediator, another):
    TeamMember.objects.filter(user=mediator).update(topics="couple,in_laws")
    return {"庄老师": slot(days=1, hour=9), "苏老师": slot(days=1, hour=14, host=another)}


def test_only_those_who_counsel_on_it(client, talk, times):
    page = client.get(KINDS).content.decode()
    assert all(f"theme=marriage&amp;topic={topic}&amp;near=" in page for topic in ("couple", "in_laws", "children", "neighbors"))
    for topic, people in {"couple": {"庄老师"}, "children": {"苏老师"}, "in_laws": {"庄老师", "苏老师"}}.items():
        page = client.get(f"{KINDS}&topic={topic}").content.decode()
        assert f"/slots/{talk.pk}/?topic={topic}" in page
        page = client.get(f"/slots/{talk.pk}/?topic={topic}").content.decode()
        assert {name for name in times if name in page} == people
        assert {name for name, at in times.items() if f'value="{at.pk}"' in page} == people
    page = client.get(f"{KINDS}&topic=neighbors").content.decode()
    assert "专做这一样" in page
    assert f"/slots/{talk.pk}/" not in page
    page = client.get(f"/slots/{talk.pk}/").content.decode()
    assert all(name in page for name in times)


def test_the_choice_is_kept_through_signing_in_and_booked(client, talk, times, mother):
    at = times["苏老师"]
    answer = client.get(f"/slots/{talk.pk}/", {"go": "on", "slot": at.pk, "topic": "children"})
    assert "topic%3Dchildren" in answer["Location"]
    sign_in(client, mother)
    page = client.get(f"/slots/{talk.pk}/?topic=children&slot={at.pk}").content.decode()
    assert f'value="{at.pk}"' in page
    assert f'value="{times["庄老师"].pk}"' not in page


@pytest.mark.parametrize("wrong", ["x", "", "couple,in_laws", "COUPLE"])
def test_what_is_no_topic_is_left_out(client, talk, times, wrong):
    page = client.get(f"/slots/{talk.pk}/", {"topic": wrong}).content.decode()
    assert all(name in page for name in times)
    assert client.get("/slots/", {"theme": "legal", "topic": "couple"}).status_code == 200


def test_who_did_not_agree_to_be_shown_is_found_by_no_topic(client, talk, times, another):
    TeamMember.objects.filter(user=another).update(shown_since=None)
    assert f"/slots/{talk.pk}/" not in client.get(f"{KINDS}&topic=children").content.decode()
    assert slots.counsellors() == {"couple": 1, "in_laws": 1, "children": 0, "neighbors": 0}


def test_the_names_of_the_notice_count_them(client, times):
    assert slots.counsellors() == {"couple": 1, "in_laws": 2, "children": 1, "neighbors": 0}
    names = {name.words: name.path for name in NAMES if name.words.endswith("关系调适")}
    assert sorted(names) == ["亲子关系调适", "夫妻关系调适", "婆媳关系调适", "邻里关系调适"]
    page = client.get("/156/").content.decode()
    for path in names.values():
        assert path.replace("&", "&amp;") in page
        assert client.get(path).status_code == 200


def test_an_officer_ticks_them(client, person, mediator, area):
    member = TeamMember.objects.get(user=mediator)
    sign_in(client, person("黄丽云", Role.COUNTY_OFFICER, area_id="350503000000"))
    address = f"/admin/positions/teammember/{member.pk}/change/"
    form = client.get(address).context["adminform"].form
    told = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    told = {name: value for name, value in told.items() if name not in ("photo",)} | {"topics": ["couple", "neighbors"]}
    assert client.post(address, told).status_code == 302
    member.refresh_from_db()
    assert (member.topics, member.topic_words) == ("couple,neighbors", "夫妻、邻里")
    assert client.post(address, told | {"topics": ["law"]}).status_code in (200, 422)
    member.refresh_from_db()
    assert member.topics == "couple,neighbors"
