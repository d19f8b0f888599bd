"""When the years are over, what a case said is gone for good and its figures stay."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from accounts.crypto import CannotOpen
from mediation import casework
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
