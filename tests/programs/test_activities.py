"""What the migration lays, and how a project leads to sessions."""

import pytest

from positions.models import Service, Site
from programs import activities
from programs.models import Program, Project

pytestmark = pytest.mark.django_db


def project(slug, program=None):
    return Project.objects.get(slug=slug, **({"program__slug": program} if program else {}))


def test_the_six_and_their_projects():
    assert [p.slug for p in Program.objects.all()] == ["organization", "family", "marriage", "volunteering", "care", "culture"]
    assert {p.project_count > 0 for p in Program.objects.with_projects()} == {True}
    assert project("dream").part_of == project("warmth")


def test_each_programme_leads_to_something_that_can_be_booked():
    assert all(any(p.seeks_services for p in program.projects.all()) for program in Program.objects.all())


def test_every_filled_in_filter_must_hold(site, make_session):
    def session(kind, theme, title):
        place, _ = Site.objects.get_or_create(center=site.center, kind=kind)
        return make_session(service=Service.objects.create(site=place, title=title, summary="一句话", theme=theme), hour=9)

    lecture = session("parents", "lecture", "家庭教育公益讲座")
    session("parents", "lecture", "民法典里的婚姻与财产")
    session("parents", "guidance", "家庭教育指导")
    assert list(activities.coming(project("parents-lecture"))) == [lecture]


def test_a_service_that_is_named_one_by_one_counts_too(service, make_session):
    session = make_session()
    loans = project("loans")
    assert not activities.coming(loans).exists()
    loans.services.add(service)
    assert list(activities.coming(loans)) == [session]


def test_marked_sites(site, make_session):
    site.mark = "泉家福家庭教育驿站"
    site.save()
    session = make_session()
    assert list(activities.coming(project("stations", "family"))) == [session]


def test_what_is_over_cancelled_or_no_longer_offered_is_not_coming(service, make_session):
    from positions import timetables

    make_session(days=-1)
    timetables.cancel(session=make_session(hour=12), reason="停电")
    make_session(hour=8, publish=False)
    live = make_session(hour=16)
    assert list(activities.coming(project("childcare"))) == [live]
    service.is_offered = False
    service.save()
    assert not activities.coming(project("childcare")).exists()


def test_counting_agrees_with_the_lists(site, make_session, django_assert_num_queries):
    site.mark = "泉家福家庭教育驿站"
    site.save()
    for hour, (theme, title) in enumerate([("care", "四点半课堂"), ("growth", "周末课堂"), ("pair", "“书香小芽儿”亲子阅读"), ("interest", "艺术")]):
        for day in range(1, 3 + hour):
            service, _ = Service.objects.get_or_create(site=site, title=title, defaults={"summary": "一句话", "theme": theme})
            make_session(service=service, hour=8 + hour, hours=0.5, days=day)
    project("loans").services.add(Service.objects.get(title="艺术"))
    project("childcare").services.add(Service.objects.get(title="四点半课堂"))  # named and found: counted once
    projects = list(Project.objects.all())
    with django_assert_num_queries(2):
        counts = activities.count_coming(projects)
    assert counts == {each.pk: activities.coming(each).count() for each in projects}
    assert counts[project("loans").pk] == 5
    assert counts[project("childcare").pk] == 2
