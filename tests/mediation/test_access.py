"""Nobody but a mediator of the area opens a case, by any address; each look leaves one row; the others see what a missing case shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Post, User
from accounts.roles import GRANTS, Role
from mediation import casework
from mediation.models import AccessLog, Case, ConflictOfInterest, Evidence, HotlineCall, Party
from mediation.prints import phone_print
from tests.people import sign_in

SECRETS = ("陈阿妹", "王桂花", "13905950001", "35050319900307058X", "想分开住", "3 号楼", "昨晚邻居")
MISSING = "261124-ZZZZZZ"
NO_ROW = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def case(report, jpeg):
    return report(pictures=[(jpeg(), 640, 480)])


def addresses(case, number=None, party=None, photo=None):
    """(method, path) of every address of a case."""
    number = number or case.number
    party = party or case.parties.first().uid
    photo = photo or Evidence.objects.get(case=case).uid
    return [
        ("get", reverse("mediation:case", args=[number])),
        ("post", reverse("mediation:accept", args=[number])),
        ("get", reverse("mediation:refuse", args=[number])),
        ("post", reverse("mediation:refuse", args=[number])),
        ("get", reverse("mediation:contact", args=[number])),
        ("post", reverse("mediation:contact", args=[number])),
        ("get", reverse("mediation:party", args=[number, party])),
        ("post", reverse("mediation:party", args=[number, party])),
        ("get", reverse("mediation:photo", args=[number, photo])),
    ]


def ask(client, method, path):
    """Return (status, body without the address asked for, number of statements)."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = getattr(client, method)(path, {"why": "contact"} if method == "post" else None)
    body = b"".join(response) if response.streaming else response.content
    for part in path.strip("/").split("/"):
        if "-" in part:
            body = body.replace(part.encode(), b"*")
    return response.status_code, body, len(asked)


OUTSIDERS = [role for role in Role if role != Role.MEDIATOR]


@pytest.mark.parametrize("role", [*OUTSIDERS, None])
def test_whoever_is_no_mediator_finds_nothing(client, case, make_post, mother, role):
    """Also the officers above her, the auditor and the administrator, with posts over the whole city."""
    user = make_post(role, "350500000000") if role else mother
    sign_in(client, user)
    for (method, path), (_, missing) in zip(addresses(case), addresses(case, MISSING, NO_ROW, NO_ROW), strict=True):
        there, nowhere = ask(client, method, path), ask(client, method, missing)
        assert there[0] == 404, path
        assert there == nowhere, path
    assert not AccessLog.objects.exists()


def test_a_mediator_of_another_area_sees_what_a_missing_case_shows(client, case, far_mediator):
    sign_in(client, far_mediator)
    for (method, path), (_, missing) in zip(addresses(case), addresses(case, MISSING, NO_ROW, NO_ROW), strict=True):
        there, nowhere = ask(client, method, path), ask(client, method, missing)
        assert there[0] == 404, path
        assert there == nowhere, path
    rows = AccessLog.objects.all()
    assert len(rows) == 2 * len(addresses(case))
    assert {(row.what, row.case, row.user, row.area_code) for row in rows} == {("refused", None, far_mediator, "350582000000")}
    assert {row.number for row in rows} == {case.number, MISSING}
    assert Case.objects.get(pk=case.pk).status == "waiting"


def test_a_post_that_has_ended_opens_nothing(client, case, mediator):
    Post.objects.filter(user=mediator).update(since="2020-01-01", until="2020-12-31")
    sign_in(client, mediator)
    assert {ask(client, method, path)[0] for method, path in addresses(case)} == {404}
    assert client.get(reverse("mediation:cases")).status_code == 404


def test_who_is_signed_out_is_asked_to_sign_in_for_a_case_that_exists_or_not(client, case):
    for number in (case.number, MISSING):
        response = client.get(reverse("mediation:case", args=[number]))
        assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_a_party_of_another_case_does_not_open_through_mine(client, report, case, mediator):
    other = report(narrative="别家的事。")
    sign_in(client, mediator)
    assert ask(client, "post", reverse("mediation:party", args=[case.number, other.parties.first().uid]))[0] == 404
    assert AccessLog.objects.get().what == "refused"


def test_the_mediator_sees_it_masked_and_each_look_leaves_one_row(client, case, mediator):
    sign_in(client, mediator)
    page = client.get(case.get_absolute_url(), REMOTE_ADDR="10.1.2.3").content.decode()
    for shown in ("陈*妹", "王*花", "139****0001", "昨晚邻居", "想分开住", "3 号楼 502"):
        assert shown in page
    for hidden in ("陈阿妹", "王桂花", "13905950001", "350503199003"):
        assert hidden not in page
    (row,) = AccessLog.objects.all()
    assert (row.user, row.case, row.number, row.area_code, row.what, row.why, row.ip) == (mediator, case, case.number, case.area_id, "case", "", "10.1.2.3")


def test_names_and_numbers_only_after_a_reason(client, case, mediator):
    sign_in(client, mediator)
    party = case.parties.first()
    path = reverse("mediation:party", args=[case.number, party.uid])
    assert "陈阿妹" not in client.get(path).content.decode()
    refused = client.post(path, {})
    assert (refused.status_code, "陈阿妹" in refused.content.decode(), "还没选理由" in refused.content.decode()) == (422, False, True)
    shown = client.post(path, {"why": "contact"}).content.decode()
    for value in ("陈阿妹", "13905950001", "35050319900307058X"):
        assert value in shown
    rows = AccessLog.objects.order_by("pk")
    assert [(row.what, row.why, row.row) for row in rows] == [("writing", "", party.uid), ("writing", "", party.uid), ("party", "contact", party.uid)]


def test_a_photo_comes_sealed_from_all_but_this_page(client, case, mediator):
    sign_in(client, mediator)
    photo = case.evidence.get()
    response = client.get(reverse("mediation:photo", args=[case.number, photo.uid]))
    assert response.content == photo.open()
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert (AccessLog.objects.get().what, AccessLog.objects.get().row) == ("photo", photo.uid)


def test_the_log_holds_no_value(client, case, mediator, make_post):
    sign_in(client, mediator)
    for method, path in addresses(case):
        ask(client, method, path)
    client.get("/mediation/cases/13905950001-CHENAMEI/")
    for row in AccessLog.objects.values():
        assert not any(secret in str(row) for secret in (*SECRETS, "CHENAMEI"))


def test_the_log_of_reads_is_for_auditor_and_data_protection_of_the_place(case, make_post, mediator, client, elsewhere):
    sign_in(client, mediator)
    client.get(case.get_absolute_url())
    for role in Role:
        sees = role in (Role.AUDITOR, Role.DATA_PROTECTION)
        assert AccessLog.objects.visible_to(make_post(role, "350503000000")).exists() == sees, role
        assert not AccessLog.objects.visible_to(make_post(role, "350582000000")).exists(), role


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DATA_PROTECTION])
@pytest.mark.parametrize("tie", ["own number", "declared"])
def test_who_opened_the_case_of_her_own_family_is_kept_from_the_one_who_reads_the_log(client, case, report, make_post, mediator, area, role, tie):
    """List, search, one row: as if nobody had looked; so also a knock in vain, and the call that it came from."""
    guard = make_post(role, "350503000000")
    other = report(narrative="别家的事。", parties=[])
    call = HotlineCall(answered_by=mediator, area=area, kind="couple", narrative="她说", handling="case", case=case)
    call.save()
    for number, of in ((case.number, case), (case.number, None), (call.number, None), (other.number, other), (other.number, None)):
        what = "case" if of else "refused"
        AccessLog.objects.create(user=mediator, case=of, number=number, area_code=area.pk, what=what)
    assert AccessLog.objects.visible_to(guard).count() == 5
    if tie == "own number":
        Party.objects.filter(case=case, side="applicant").update(phone_print=phone_print(guard.phone.removeprefix("+86")))
    else:
        ConflictOfInterest.objects.create(case=case, user=guard, why="relative", by=mediator)
    assert set(AccessLog.objects.visible_to(guard).values_list("number", flat=True)) == {other.number}
    sign_in(client, guard)
    page = reverse("admin:mediation_accesslog_changelist")
    for query in ({}, {"q": case.number}, {"q": call.number}, {"what__exact": "refused"}):
        body = client.get(page, query).content.decode().split("<main")[-1]
        shown = body.replace(f'value="{query.get("q", "")}"', "").replace(f"q={query.get('q', '')}", "")
        assert not any(number in shown for number in (case.number, call.number)), query
    assert other.number in client.get(page).content.decode()
    for look, status in ((AccessLog.objects.filter(number=case.number).first(), 404), (AccessLog.objects.filter(case=other).first(), 200)):
        answer = client.get(reverse("admin:mediation_accesslog_change", args=[look.pk]))
        assert (answer.status_code == 200) == (status == 200)
    assert AccessLog.objects.visible_to(make_post(role, "350503000000")).count() == 5  # BREAK: another one sees them all


def test_only_mediators_are_granted_content():
    """Nobody gets to view, export or change cases, parties, photos or the timeline by a line slipped into the table."""
    for role, grants in GRANTS.items():
        held = {perm for perms in grants.values() for perm in perms if perm.startswith("mediation.")}
        content = {perm for perm in held if perm.split("_")[1] in ("case", "party", "caseevent", "evidence")} - {
            "mediation.report_case",
            "mediation.assign_case",
            "mediation.count_case",
        }
        assert not content or role == Role.MEDIATOR, role


def test_private_pages_leave_nothing_behind(client, case, mediator, grid_worker):
    pages = {mediator: [reverse("mediation:cases"), case.get_absolute_url()], grid_worker: ["/grid/", "/grid/cases/new/", f"/grid/cases/{case.number}/"]}
    for user, paths in pages.items():
        sign_in(client, user)
        for path in paths:
            response = client.get(path)
            assert response.status_code == 200
            assert "no-store" in response["Cache-Control"]
            assert "noindex" in response["X-Robots-Tag"]
            title = response.content.decode().split("<title>")[1].split("</title>")[0]
            assert not any(word in title for word in ("纠纷", "调解", "家暴", "婆媳", "陈", "王"))


def test_the_list_names_nobody_and_shows_only_here(client, report, case, mediator, far_mediator):
    sign_in(client, mediator)
    page = client.get(reverse("mediation:cases")).content.decode()
    assert case.number in page
    assert not any(secret in page for secret in (*SECRETS, "陈*", "王*"))
    sign_in(client, far_mediator)
    assert case.number not in client.get(reverse("mediation:cases")).content.decode()


def test_a_list_takes_as_many_statements_for_thirty_as_for_three(client, report, mediator, django_assert_num_queries):
    sign_in(client, mediator)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("mediation:cases"))
        return len(asked)

    for n in range(3):
        casework.accept(case=report(narrative=f"第 {n} 件"), by=User.objects.get(pk=mediator.pk))
    few = statements()
    for n in range(27):
        report(narrative=f"再一件 {n}")
    assert statements() == few
    assert few <= 8


def test_a_case_page_takes_as_many_statements_for_many_lines(client, case, mediator):
    sign_in(client, mediator)
    casework.accept(case=case, by=mediator)
    line = {"case": case, "by": mediator, "kind": "phone", "happened_at": case.accepted_at, "whom": "one", "party": case.parties.first(), "words": "再谈。"}

    def statements():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(case.get_absolute_url()).status_code == 200
        return len(asked)

    casework.add_contact(**line)
    few = statements()
    for _ in range(20):
        casework.add_contact(**line)
    assert statements() == few
