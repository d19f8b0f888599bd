"""A case whose every page is written, and what reads a .docx back."""

import io
from datetime import timedelta

import docx
import pytest
from django.utils import timezone
from docx.oxml.ns import qn

from mediation import casework, documents
from mediation.casework import agreeing, mediating, meeting, revisiting
from mediation.models import Case, DossierRule, Kind


@pytest.fixture
def rule(area):
    return DossierRule.objects.create(area_id="350503000000", office="丰泽区婚姻家庭纠纷人民调解委员会", pattern="（{年}）丰妇人调字第{号}号", kept_for="长期")


@pytest.fixture
def walked(report, mediator, rule, jpeg):
    """walked(kind=…): a case from the report to the revisit, with a photo, and all that the forms ask of both parties."""

    def walk(**how):
        case = report(**{"kind": Kind.IN_LAWS, "pictures": [(jpeg(), 640, 480)]} | how)
        casework.accept(case=case, by=mediator)
        now = timezone.now()
        told = {"whom": "all", "words": "两边都在家，各说各的，愿意坐下来谈。"}
        casework.add_contact(case=case, by=mediator, kind="visit", happened_at=now - timedelta(minutes=2), **told)
        mediating.begin_mediation(case=case, by=mediator, told=True)
        talk = meeting.plan(case=case, by=mediator, starts_at=now, ends_at=now + timedelta(hours=1), place="婚姻家庭调解室", people="侄女陈小燕")
        meeting.record(meeting=talk, by=mediator, result="agreed", record="媳妇：想分开住。\n婆婆：同意，只要常带孩子回来。")
        agreed = agreeing.write(
            case=case, by=mediator, form="written", facts="为带孩子起争执。", terms="一、春节后分开住。\n二、每周六带孩子回来。", way="当面办清",
            place="东美社区",
            deadline=timezone.localdate() + timedelta(days=20), instalments=[{"due_on": timezone.localdate(), "what": "退还押金", "amount": 500}],
        )  # fmt: skip
        agreeing.sign(agreement=agreed, by=mediator, reached_at=timezone.now())
        revisiting.begin(case=case, by=mediator)
        revisiting.tell(case=case, by=mediator, kept="kept", solved=True, words="已经分开住，周六都回来。", satisfied="yes")
        for party in case.parties.all():
            party.case = case
            more = {} if party.id_number else {"gender": "女", "age": "61"}
            documents.describe(party=party, by=mediator, ethnicity="汉族", occupation="个体", address="东美社区 3 号楼 502", **more)
        return Case.objects.get(pk=case.pk)

    return walk


def words_of(data):
    """Return all that a .docx says, its foot included."""
    paper = docx.Document(io.BytesIO(data))
    feet = [section.footer._element for section in paper.sections]
    return "\n".join("".join(text.text or "" for text in line.iter(qn("w:t"))) for part in (paper.element.body, *feet) for line in part.iter(qn("w:p")))
