"""When the years are over, what a case said is gone for good and its figures stay."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from accounts.crypto import CannotOpen
from accounts.roles import Role
from mediation import casework
from mediation.casework import editing
from mediation.danger import marks
from mediation.intake import joining
from mediation.models import AccessLog, Binding, Case, CaseEvent, HotlineCall, Question, Retention
from mediation.querysets import phone_print
from mediation.secrecy import hers, pins, retention
from notices.jobs import _jobs
from tests.people import sign_in

OLD = timedelta(days=366 * 10)


@pytest.fixture
def refused(report, mediator, jpeg):
    """A case that was refused more than ten years ago."""
    case = report(pictures=[(jpeg(), 640, 480)])
    casework.refuse(case=case, by=mediator, reason="elsewhere", words="已去法院。")
    Case.objects.filter(pk=case.pk).update(refused_at=timezone.now() - OLD)
    return case


def test_after_its_years_it_is_dark_and_counted(client, refused, report, mediator, capsys):
    younger = report(narrative="别家的事。")
    file = settings.MEDIA_ROOT / refused.evidence.get().file
    assert file.exists()
    call_command("erase_cases", "--dry-run")
    assert capsys.readouterr().out.splitlines() == [f"{refused.number} 婆媳 不予受理", "1 would be destroyed"]
    assert Case.objects.get(pk=refused.pk).sealed_key
    with pytest.MonkeyPatch.context() as now:  # on_commit runs in tests only when it is asked to
        now.setattr("django.db.transaction.on_commit", lambda run: run())
        assert _jobs["destroy_old_cases"].run() == "1 destroyed, 0 files left over"
    assert _jobs["destroy_old_cases"].run() == "0 destroyed, 0 files left over"
    gone = Case.objects.get(pk=refused.pk)
    assert (gone.kind, gone.area_id, gone.status, bool(gone.erased_at)) == ("in_laws", refused.area_id, "refused", True)
    assert CaseEvent.objects.filter(case=gone).count() == 2
    for read in (lambda: gone.narrative, lambda: gone.parties.first().name, lambda: gone.events.get(kind="refused").words):
        with pytest.raises(CannotOpen):
            read()
    assert not gone.parties.filter(phone_print=phone_print("13905950001")).exists()
    assert not file.exists()
    sign_in(client, mediator)
    assert client.get(gone.get_absolute_url()).status_code == 404
    assert Case.objects.get(pk=younger.pk).narrative == "别家的事。"


def test_the_years_are_a_table_that_the_city_writes(refused):
    assert retention.due() == [refused]
    Retention.objects.filter(kind="in_laws").update(years=30)
    assert retention.due() == []


def closed_long_ago(case):
    now = timezone.now() - OLD
    Case.objects.filter(pk=case.pk).update(status="closed", outcome="kept", closed_at=now)
    return Case.objects.get(pk=case.pk)


def rewrite(case, by, kind):
    case = Case.objects.get(pk=case.pk)
    return editing.edit(case=case, by=by, version=case.version, kind=kind, wishes=case.wishes or "", place=case.place or "")


def test_rewriting_the_kind_shortens_nothing(report, mediator):
    """Of every kind that it had the longest counts, also of one in between."""
    Retention.objects.filter(kind__in=["inheritance", "violence"]).update(years=30)
    plain, once, violent = (report(narrative=f"{n}") for n in range(3))
    for case in (plain, once, violent):
        casework.accept(case=case, by=mediator)
    for case, kinds in ((plain, ["support"]), (once, ["inheritance", "support"]), (violent, ["violence", "couple"])):
        for kind in kinds:
            rewrite(case, mediator, kind)
    rows = [closed_long_ago(case) for case in (plain, once, violent)]
    assert [row.kind for row in rows] == ["support", "support", "couple"]
    assert retention.due() == [rows[0]]
    Retention.objects.update(years=5)
    assert retention.due() == [rows[2], rows[0], rows[1]]  # the table is the city's; only the longest of it counts


def test_a_mark_keeps_and_so_does_one_that_was_taken_away(report, mediator, make_post, sign):
    """A case of a child, or of violence that is filed as a quarrel, is kept as such; so is one that an officer took the mark from."""
    officer = make_post(Role.COUNTY_OFFICER, "350503000000")
    Retention.objects.filter(kind="violence").update(years=30)
    Retention.objects.filter(kind="children").update(years=20)
    struck, child, undone, into = (report(narrative=f"{n}", **how) for n, how in enumerate(({"violent": True}, {"minor": True}, {"violent": True}, {})))
    marks.take_away(case=undone, mark="violent", by=officer, why="问过本人")
    for case in (child, into):
        casework.accept(case=case, by=mediator)
    joining.join(case=struck, into=into, by=mediator, why="同一家")
    Case.objects.filter(pk=struck.pk).update(refused_at=timezone.now() - OLD)
    for case in (child, undone, into):
        Case.objects.filter(pk=case.pk).update(mediator=mediator, accepted_at=timezone.now() - OLD)
        closed_long_ago(case)
    assert not Case.objects.get(pk=undone.pk).violent
    assert retention.due() == []
    assert [case.pk for case in retention.due(timezone.localdate() + timedelta(days=366 * 11))] == [child.pk]
    assert len(retention.due(timezone.localdate() + timedelta(days=366 * 21))) == 4


def test_a_call_of_violence_is_kept_as_such(mediator, area):
    Retention.objects.filter(kind="violence").update(years=30)
    told = {"answered_by": mediator, "area": area, "narrative": "他不让我出门。", "kind": "couple", "called_at": timezone.now() - OLD}
    plain, violent = HotlineCall.objects.create(**told), HotlineCall.objects.create(**told, violence=True)
    assert retention.erase_calls_due() == 1
    assert [bool(HotlineCall.objects.get(pk=call.pk).sealed_key) for call in (plain, violent)] == [False, True]


def test_a_call_that_became_no_case_is_not_kept_for_ever(mediator, area):
    told = {"answered_by": mediator, "area": area, "narrative": "他不让我出门。", "phone": "13905950001", "phone_print": phone_print("13905950001")}
    old, labour, young = (HotlineCall.objects.create(**told, kind=kind) for kind in ("couple", "labour", "couple"))
    HotlineCall.objects.filter(pk__in=[old.pk, labour.pk]).update(called_at=timezone.now() - OLD)
    assert _jobs["destroy_old_cases"].run() == "0 destroyed, 0 files left over, 2 calls"
    for call in (old, labour):
        gone = HotlineCall.objects.get(pk=call.pk)
        assert gone.phone_print == ""
        with pytest.raises(CannotOpen):
            gone.narrative  # noqa: B018
    assert HotlineCall.objects.get(pk=young.pk).narrative == told["narrative"]
    assert HotlineCall.objects.visible_to(mediator).filter(sealed_key__isnull=False).get() == young


def test_what_is_not_over_is_never_due(report, mediator):
    case = report()
    casework.accept(case=case, by=mediator)
    Case.objects.filter(pk=case.pk).update(created_at=timezone.now() - OLD * 2, accepted_at=timezone.now() - OLD * 2)
    assert retention.due() == []


def test_her_page_ends_with_it(client, report, mediator, make_user):
    case, her = report(), make_user("陈阿妹")
    casework.accept(case=case, by=mediator)
    pins.set_pin(user=her, code=pins.hand_code(party=case.parties.first(), by=mediator), pin="304817")
    look = AccessLog.objects.create(user=mediator, case=case, number=case.number, area_code=case.area_id, what="case")
    asked = [hers.ask(user=her, read=look.pk, words="为什么？"), Question(case=case, read=look, whose=pins.print_of(mediator), area_code=case.area_id)]
    asked[1].save()
    assert retention.erase(case=case)
    assert not Binding.objects.exists()
    assert sorted(Question.objects.values_list("whose", flat=True)) == sorted(f"gone-{row.pk}" for row in asked)  # nor whose account had a case


def test_nothing_of_a_case_is_forgotten():
    """Whoever adds a file or a key of its own to mediation says here how it goes."""
    with_files = {
        model
        for model in apps.get_app_config("mediation").get_models()
        if any(isinstance(field, models.CharField) and field.name == "file" for field in model._meta.fields)
    }
    assert with_files == set(retention.FILES)
    assert {model.__name__ for model in retention.keys_of_their_own()} == {"Case", "HelpDraft", *(model.__name__ for model in retention.OWN_KEYS)}
