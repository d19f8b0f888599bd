"""What the forms say about a case: plain words under the names of `registry.FIELDS`. Nothing is typed twice: all of it stands in the case.

An empty word is a gap; `filling` marks it. Each word is stripped of the two signs by which `filling` finds the places to sign.
"""

from django.utils import timezone

from .. import complaints, reaching
from ..clocks import running as clocks
from ..models import Case, CaseEvent, What
from .numbering import rule_of

NOT_ASKED = "\ufdd0\ufdd1"
GENDERS = {0: "女", 1: "男"}


def facts(case, *, kind, about, by, at, pieces=()):
    """Return {field: words} of a case for the registry.Kind `kind`. `about`: the meeting or follow-up; `pieces` of the dossier for its contents."""
    people = list(case.parties.all())
    hidden = reaching.left_out(case, people) if kind.shared else {}
    told = _of_case(case, by, at) | _of_parties(case, people, hidden=hidden, at=at)
    told |= _of_inquiry(case) | _of_meeting(case, about) | _of_agreement(case) | _of_follow_up(case, about) | _of_dossier(case, pieces)
    told |= _of_complaint(case, people)
    told = {name: _plain(words) for name, words in told.items()}
    secrets = [(getattr(party, name), instead) for party in people for name, instead in hidden.get(party.pk, {}).items()]
    for secret, instead in secrets:  # also where somebody typed it into what was said or agreed
        told = {name: reaching.without(words, secret, instead) for name, words in told.items()}
    return told


def _plain(words):
    return "".join(sign for sign in str(words or "") if sign not in NOT_ASKED and (sign >= " " or sign in "\n\t"))


def day(moment):
    """2026年7月8日, or nothing."""
    if not moment:
        return ""
    moment = timezone.localtime(moment) if hasattr(moment, "hour") else moment
    return f"{moment.year}年{moment.month}月{moment.day}日"


def when(moment):
    return f"{day(moment)} {timezone.localtime(moment):%H:%M}" if moment else ""


# --- the case and its people ------------------------------------------------------------------------
def _of_case(case, by, at):
    dossier, rule = getattr(case, "dossier", None), rule_of(case)
    ends = case.closed_at or (case.outcome and at) or None
    carried = case.mediator.get_full_name() if case.mediator else ""
    return {
        "卷号": dossier and dossier.number, "调解组织": rule and rule.office, "保管期限": rule and rule.kept_for, "备注": "", "案件编号": case.number,
        "案件来源": case.get_source_display(), "纠纷类型": case.get_kind_display(), "所在社区": case.area.name, "登记日期": day(case.created_at),
        "受理日期": day(case.accepted_at), "结案日期": day(case.closed_at), "调解员": carried, "纠纷简要情况": case.narrative, "申请事项": case.wishes,
        "案件结果": case.get_outcome_display() if case.outcome else "", "调解开始日期": day(case.accepted_at), "调解结束日期": day(ends),
        "制作日期": day(at), "立卷人": carried or by.get_full_name(), "立卷日期": day(at),
    }  # fmt: skip


def _of_parties(case, people, *, hidden, at):
    sides = {side: next((party for party in people if party.side == side), None) for side in ("applicant", "respondent")}
    told = {}
    for words, party in (("甲方", sides["applicant"]), ("乙方", sides["respondent"])):
        told |= {f"{words}{name}": value for name, value in _of_party(party, hidden, at).items()}
    named = [party.name for party in (sides["applicant"], sides["respondent"]) if party]
    told["卷名"] = f"{'、'.join(named)}{case.get_kind_display().replace('、', '或')}纠纷" if named else ""
    told["当事人"] = "\n".join(_line(party, hidden, at) for party in people)
    told["其他当事人"] = "\n".join(_line(party, hidden, at) for party in people if party not in sides.values())
    return told


def _of_party(party, hidden, at):
    if party is None:
        return dict.fromkeys(("姓名", "性别", "民族", "年龄", "职业", "电话", "住址", "身份证号"), "")
    instead = hidden.get(party.pk, {})
    return {
        "姓名": party.name, "性别": gender_of(party), "民族": party.ethnicity, "年龄": age_of(party, at), "职业": party.occupation,
        "电话": instead.get("phone", party.phone), "住址": instead.get("address", party.address), "身份证号": instead.get("id_number", party.id_number),
    }  # fmt: skip


def gender_of(party):
    """Return 男 or 女 from the ID number, else as it was written."""
    return GENDERS[int(party.id_number[16]) % 2] if party.id_number else party.gender


def age_of(party, at):
    """Return the age in years on the day of `at` from the ID number, else as it was written."""
    if not party.id_number:
        return party.age
    born, today = party.id_number[6:14], timezone.localtime(at)
    return str(today.year - int(born[:4]) - (f"{today:%m%d}" < born[4:]))


def _line(party, hidden, at):
    told = _of_party(party, hidden, at)
    age = told["年龄"] and f"{told['年龄']}岁"
    instead = hidden.get(party.pk, {})
    more = [told["性别"], age, told["民族"], told["职业"]] + [told[words] for words, name in (("住址", "address"), ("电话", "phone")) if name not in instead]
    return f"{party.get_side_display()}：" + "，".join([told["姓名"], *(words for words in more if words)])


# --- what was done ----------------------------------------------------------------------------------
def _of_inquiry(case):
    asked = [CaseEvent.Kind.VISIT, CaseEvent.Kind.TALK, CaseEvent.Kind.PHONE]
    lines = [line for line in case.events.all() if line.kind in asked and line.words]
    lines.sort(key=lambda line: (line.happened_at, line.pk))
    whom = list(dict.fromkeys(line.party.name if line.party else line.get_whom_display() for line in lines))
    return {
        "调查时间": " 至 ".join(dict.fromkeys([when(lines[0].happened_at), when(lines[-1].happened_at)])) if lines else "",
        "调查地点": "、".join(dict.fromkeys(_place(line) for line in lines)),
        "调查人": "、".join(dict.fromkeys(line.by.get_full_name() for line in lines if line.by)),
        "被调查人": "、".join(whom), "调查记录": "\n".join(f"{when(line.happened_at)}，{line.get_kind_display()}：{line.words}" for line in lines),
    }  # fmt: skip


def _place(line):
    return {CaseEvent.Kind.VISIT: "当事人家中", CaseEvent.Kind.TALK: "来访面谈"}.get(line.kind, "电话")


def _of_meeting(case, about):
    held = [meeting for meeting in case.meetings.all() if (meeting.pk == about if about else meeting.result in meeting.HELD)]
    if not held:
        return dict.fromkeys(("调解时间", "调解地点", "邀请参加人", "调解记录", "调解结果"), "")
    last = held[-1]
    return {
        "调解时间": f"{when(last.starts_at)} 至 {timezone.localtime(last.ends_at):%H:%M}", "调解地点": last.place, "邀请参加人": last.people,
        "调解记录": last.record, "调解结果": last.get_result_display() if last.result else "",
    }  # fmt: skip


def _of_agreement(case):
    names = ("协议编号", "争议事项", "协议内容", "履行方式", "履行地点", "履行期限", "协议份数", "协议日期", "司法确认期限", "履行情况")
    agreed = list(case.agreements.all())
    if not agreed:
        return dict.fromkeys(names, "")
    last = agreed[-1]
    parts = [_part(part) for part in last.instalments.all()]
    facts = (
        last.number,
        last.facts,
        last.terms,
        last.way,
        last.place,
        day(last.deadline),
        last.copies,
        day(last.reached_at),
        day(clocks.confirm_by(last)),
        "\n".join(parts),
    )
    return dict(zip(names, facts, strict=True))


def _part(part):
    money = f"，{part.amount} 元" if part.amount else ""
    done = f"{day(part.done_on)}做到，{part.proof or ''}" if part.done_on else "还没有做到"
    return f"{day(part.due_on)}以前：{part.what}{money}。{done}".rstrip("，")


def _of_follow_up(case, about):
    made = [visit for visit in case.followups.all() if (visit.pk == about if about else visit.done_at)]
    if not made:
        return dict.fromkeys(("回访时间", "回访事由", "回访履行", "满意度", "激化隐患", "是否解决", "回访情况"), "")
    last = made[-1]
    return {
        "回访时间": day(last.done_at), "回访事由": "了解协议履行情况", "回访履行": last.get_kept_display() or "没有协议",
        "满意度": last.get_satisfied_display() or "没有问",
        "激化隐患": "有激化的苗头" if last.escalation else "没有",
        "是否解决": {True: "解决了", False: "没有解决"}.get(last.solved, ""), "回访情况": last.words,
    }  # fmt: skip


def _of_complaint(case, people):
    """What she is told in writing, in her own paper: whether it is taken, until when, and the answer."""
    hers = next((party.name for party in people if party.side == "applicant"), "")
    return {"投诉人": hers or "投诉人", "受理决定": _decision(case), "答复意见": complaints.opinion(case)}


def _decision(case):
    if case.status == Case.Status.REFUSED:
        return f"不予受理。原因：{case.get_refusal_display()}。您可以向有权处理的单位提出；不知道找谁，打 12338 问。"
    if case.is_waiting:
        return ""
    last = case.deadlines.filter(what=What.ANSWER).select_related("clock").order_by("-pk").first()
    until = f"{day(last.due_on)}前办结，并书面答复您。" if last else "办结以后书面答复您。"
    longer = f"情况复杂的，经批准最多延长 {last.clock.longest_extension} 天，并告知您理由。" if last and last.clock.longest_extension else ""
    return f"予以受理。{until}{longer}"


# --- the dossier itself -----------------------------------------------------------------------------
def _of_dossier(case, pieces):
    photos = [f"{n}. {_photo(photo)}，{day(photo.added_at)}交" for n, photo in enumerate(case.evidence.all(), 1)]
    told = {
        "件数": len(pieces) or "", "证据清单": "\n".join(photos),
        "件号": "", "情况说明": _note(case, pieces),
    }  # fmt: skip
    for n, piece in enumerate(pieces, 1):
        told |= {f"目录{n}名称": piece.title, f"目录{n}页号": piece.pages, f"目录{n}日期": day(piece.at)}
    return told


def _photo(photo):
    return f"照片：{photo.words}" if photo.words else "照片"


def _note(case, pieces):
    lines = [f"本卷现有 {len(pieces)} 件。" if pieces else "", f"办理结果：{case.get_outcome_display()}。" if case.outcome else "案件还没有办结。"]
    gaps = [f"{piece.title}缺：{'、'.join(piece.gaps)}。" for piece in pieces if piece.gaps]
    corrections = [line for line in case.events.all() if line.kind == CaseEvent.Kind.CORRECTION and line.words]
    lines += gaps + [f"{when(line.happened_at)}更正：{line.words}" for line in corrections]
    return "\n".join(line for line in lines if line)
