"""Every form in every state: what is not written yet stands as 〔待填〕 where it belongs, and as nothing else; a gap is named and no more."""

import html
import io
import re
import zipfile
from datetime import timedelta
from functools import cache

import pytest
from django.utils import timezone

from accounts.models import User
from mediation import casework, documents, intake
from mediation.casework import agreeing, mediating, meeting, revisiting
from mediation.documents import layouts, registry
from mediation.documents.filling import GAP
from mediation.documents.filling import MARK as SIGNS
from mediation.models import Case, FollowUp

Status = Case.Status


def accept(case, by):
    casework.accept(case=case, by=by)


def refuse(case, by):
    casework.refuse(case=case, by=by, reason="settled")


def inquire(case, by):
    mediating.begin_inquiry(case=case, by=by)


def mediate(case, by):
    casework.add_contact(case=case, by=by, kind="phone", happened_at=timezone.now(), whom="all", words="愿意谈。")
    mediating.begin_mediation(case=case, by=by, told=True)


def meet(case, by):
    now = timezone.now()
    talk = meeting.plan(case=case, by=by, starts_at=now, ends_at=now + timedelta(hours=1), place="调解室")
    meeting.record(meeting=talk, by=by, result="agreed", record="各说各的。")


def agree(form):
    return lambda case, by: agreeing.write(case=case, by=by, form=form, facts="起争执。", terms="各让一步。")


def fail(case, by):
    mediating.fail(case=case, by=by, words="告知可以起诉。")


def end(case, by):
    mediating.end(case=case, by=by, outcome="withdrawn", words="不谈了。")


def perform(case, by):
    agreeing.begin_performance(case=case, by=by)


def revisit(case, by):
    revisiting.begin(case=case, by=by)


def close(case, by):
    if case.status == Status.FOLLOW_UP:
        revisiting.tell(case=case, by=by, kept="kept", solved=True, words="好了。")
    revisiting.close(case=case, by=by)


def file(case, by):
    revisiting.file(case=case, by=by)


TALKED = (accept, mediate, meet)
WAYS = {
    Status.WAITING: (), Status.REFUSED: (refuse,), Status.ACCEPTED: (accept,), Status.INQUIRY: (accept, inquire), Status.MEDIATION: (accept, mediate),
    Status.WRITTEN: (*TALKED, agree("written")), Status.ORAL: (*TALKED, agree("oral")), Status.FAILED: (*TALKED, fail), Status.ENDED: (accept, end),
    Status.FULFILMENT: (*TALKED, agree("oral"), perform), Status.FOLLOW_UP: (*TALKED, agree("oral"), perform, revisit),
    Status.CLOSED: (accept, end, close), Status.FILED: (*TALKED, agree("oral"), perform, revisit, close, file),
}  # fmt: skip


def words_in(data):
    """Return what stands in a .docx and its foot: quicker than conftest.words_of, for there are 250 of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        xml = "".join(packed.read(name).decode() for name in ("word/document.xml", "word/footer1.xml"))
    return html.unescape("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml)))


@cache
def fields_in(form):
    return registry.FIELD.findall(words_in(layouts.built(form)))


def gaps_of(form, missing):
    """Return how often 〔待填〕 must stand in our own `form` when the fields `missing` are empty."""
    return sum(name in missing for name in fields_in(form))


@pytest.mark.parametrize("state", Status.values)
def test_every_form_in_this_state(state, report, mediator, rule):
    """Of a case about which little is known: one party without a name, nothing asked."""
    case = report(parties=[intake.Person(name="")], wishes="", place="")
    for deed in WAYS[state]:
        deed(Case.objects.get(pk=case.pk), User.objects.get(pk=mediator.pk))
    case = Case.objects.get(pk=case.pk)
    assert case.status == state
    made = {}
    for kind in registry.kinds_of(case):
        for about, _ in kind.each(case) or [(None, None)]:
            told = {"touches_status": False} if kind.form == "confirmation" else {}  # asked before a court is
            paper = documents.make(case=case, form=kind.form, by=mediator, about=about, **told)
            said = SIGNS.sub("", words_in(paper.open()))
            assert said.count(GAP) == gaps_of(kind.form, paper.missing), (kind.form, paper.missing)
            assert [odd for odd in ("{", "}", "None", "nan", "&", "<", "[]", "1970") if odd in said] == [], kind.form
            made[kind.form] = paper
    assert "乙方姓名" in made["application"].missing
    assert ("受理日期" in made["intake"].missing) == (case.accepted_at is None)
    assert ("结案日期" in made["closing"].missing) == (case.closed_at is None)
    assert ("协议内容" in made["oral"].missing) == (not case.agreements.exists())
    assert ("回访情况" in made["follow_up"].missing) == (not FollowUp.objects.filter(case=case, done_at__isnull=False).exists())


def test_no_state_is_left_out():
    assert set(WAYS) == set(Status)
