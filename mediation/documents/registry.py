"""Which forms a dossier has, in which order, which of them it must have; and every field that a form may hold.

A field's name is its label: officers write {{ 甲方姓名 }} into a template. `where` says where the words of it are written in the app.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ..clocks.running import confirm_clock
from ..models import Case, Form
from .layouts import ROWS, built

FIELD = re.compile(r"\{\{\s*(\w+)\s*\}\}")
PARTY, CASE, RULE, ASKED, TALK, TERMS, AFTER = "当事人资料", "案件", "卷宗规则", "联系和走访", "调解会", "协议", "回访"
COMPLAINT = "投诉的告知和答复"
SIGNED, MADE = "签名", "做文书时自动写上"


@dataclass(frozen=True)
class Field:
    """One thing that a form can say. What is `optional` may stay empty without being a gap."""

    name: str
    where: str
    optional: bool = False


def _fields():
    for side in ("甲方", "乙方"):
        yield from (Field(f"{side}{what}", PARTY) for what in ("姓名", "性别", "民族", "年龄", "职业", "电话", "住址", "身份证号"))
    yield from (Field("当事人", PARTY), Field("其他当事人", PARTY, optional=True))
    yield from (Field(name, CASE) for name in ("卷名", "案件编号", "案件来源", "纠纷类型", "所在社区", "登记日期", "受理日期", "结案日期", "调解员"))
    yield from (Field(name, CASE) for name in ("纠纷简要情况", "申请事项", "案件结果", "调解开始日期", "调解结束日期"))
    yield from (Field(name, RULE) for name in ("卷号", "调解组织", "保管期限"))
    yield from (Field(name, ASKED) for name in ("调查时间", "调查地点", "调查人", "被调查人", "调查记录"))
    yield from (Field(name, TALK) for name in ("调解时间", "调解地点", "调解记录", "调解结果"))
    yield Field("邀请参加人", TALK, optional=True)
    yield from (Field(name, TERMS) for name in ("协议编号", "争议事项", "协议内容", "履行方式", "履行地点", "履行期限", "协议份数", "协议日期"))
    yield from (Field(name, TERMS) for name in ("司法确认期限", "履行情况"))
    yield from (Field(name, AFTER) for name in ("回访时间", "回访事由", "回访履行", "满意度", "激化隐患", "是否解决", "回访情况"))
    yield from (Field(name, COMPLAINT) for name in ("投诉人", "受理决定", "答复意见"))
    yield from (Field(name, MADE) for name in ("制作日期", "立卷人", "立卷日期", "件数", "证据清单", "情况说明"))
    yield from (Field(name, MADE, optional=True) for name in ("备注", "件号"))
    yield from (Field(f"目录{n}{what}", MADE, optional=True) for n in range(1, ROWS + 1) for what in ("名称", "页号", "日期"))
    yield from (Field(name, SIGNED, optional=True) for name in PLACES)


# Where somebody signs, and who that is.
PLACES = {
    "甲方签名": "求助的一方", "乙方签名": "另一方", "代理人签名": "受委托人", "调解员签名": "调解员", "调查人签名": "调查人", "被调查人签名": "被调查人",
    "记录人签名": "记录人", "登记人签名": "登记人", "回访人签名": "回访人", "立卷人签名": "立卷人", "审核人签名": "审核人、检查人",
}  # fmt: skip
FIELDS = {field.name: field for field in _fields()}


@dataclass(frozen=True)
class Kind:
    """One form: whether the dossier must have it in this case, and of what there is one each (meetings, follow-ups)."""

    form: Form
    needed: Callable = lambda case: False
    each: Callable = lambda case: ()
    only: Callable = lambda case: True  # in which cases it can be made at all
    shared: bool = False  # the other side gets or signs it: what `reaching.left_out` names stands in it nowhere

    @property
    def title(self):
        return self.form.label

    @property
    def fields(self):
        """Names of the fields that our own template of it holds."""
        return fields_of(self.form)

    @property
    def places(self):
        """Where it is signed, of PLACES."""
        return [name for name in self.fields if name in PLACES]


@cache
def fields_of(form):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(built(form))) as packed:
        words = "".join(packed.read(name).decode() for name in ("word/document.xml", "word/footer1.xml"))
    return tuple(dict.fromkeys(FIELD.findall(words)))


def _always(case):
    return True


def _asked(case):
    """An application stands in the dossier, or else the form by which the case was registered."""
    return case.source == Case.Source.APPLICATION


def _has(form):
    return lambda case: any(agreement.form == form for agreement in case.agreements.all())


def _held(case):
    return [(meeting.pk, meeting.starts_at) for meeting in case.meetings.all() if meeting.result in meeting.HELD]


def _visited(case):
    return [(visit.pk, visit.done_at) for visit in case.followups.all() if visit.done_at]


def _confirmable(case):
    """A court confirms no identity, adoption or marriage (法释〔2011〕5号): the table of clocks names the kinds, as a divorce."""
    return confirm_clock(case) is not None


def _complained(case):
    return case.is_complaint


KINDS = {
    kind.form: kind
    for kind in (
        Kind(Form.COVER, _always), Kind(Form.CONTENTS, _always), Kind(Form.APPLICATION, _asked), Kind(Form.INTAKE, lambda case: not _asked(case)),
        Kind(Form.TAKEN, _complained, only=_complained),
        Kind(Form.RIGHTS, _always, shared=True), Kind(Form.IDENTITY, _always), Kind(Form.MANDATE), Kind(Form.INQUIRY, shared=True), Kind(Form.EVIDENCE),
        Kind(Form.MEETING, lambda case: bool(_held(case)), _held, shared=True), Kind(Form.AGREEMENT, _has("written"), shared=True),
        Kind(Form.ORAL, _has("oral"), shared=True), Kind(Form.FULFILMENT, shared=True), Kind(Form.FOLLOW_UP, each=_visited),
        Kind(Form.REPLY, _complained, only=_complained),
        Kind(Form.CONFIRMATION, shared=True, only=_confirmable), Kind(Form.CLOSING), Kind(Form.NOTE), Kind(Form.BACK, _always),
    )
}  # fmt: skip


def kinds_of(case):
    """Return the Kinds that can be made for this case, in the order of the dossier."""
    return [kind for kind in KINDS.values() if kind.only(case)]
