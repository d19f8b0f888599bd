"""Family disputes in every state that the demo can show: reported in 鲤城 and 晋江, accepted, refused, still waiting, one red."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import Area
from mediation import access, casework, intake
from mediation.danger import protection, risk
from mediation.intake import Person
from mediation.models import AccessLog, Case, CaseEvent, Kind, Party, Risk, RiskSign

from . import casework as work
from . import clock

Contact, Whom, Reason = CaseEvent.Kind, CaseEvent.Whom, Case.RefusalReason
APPLICANT, RESPONDENT = Party.Side.APPLICANT, Party.Side.RESPONDENT


@dataclass(frozen=True)
class Story:
    """One case: who reports it where and when, what was told, and the steps ("accept", days later), (contact, …), ("refuse", …)."""

    key: str
    worker: str
    mediator: str
    area: str
    days_ago: int
    kind: str
    narrative: str
    wishes: str
    parties: tuple
    sign: str = ""
    place: str = ""
    steps: tuple = ()


STORIES = (
    Story(
        "demo-case-1", "31", "41", "350502004009", 9, Kind.COUPLE, place="塔影巷 40 号 3 楼",
        narrative="两口子为了谁接孩子、谁做饭吵了一个多月，昨晚把碗摔了，邻居听见来说的。没有动手。",
        wishes="想请人坐下来说说，把家里的事分一分。",
        parties=(Person("陈女士", APPLICANT, "19900000901"), Person("林先生", RESPONDENT, "19900000902")),
        steps=(
            ("accept", 1),
            (Contact.PHONE, 1, Whom.ONE, "给女方打了电话，她愿意调解，周六上午有空。"),
            (Contact.VISIT, 3, Whom.ALL, "两边都在家，各说各的，约好下周来调解室。"),
            (work.begin, 4),
            (work.to_meet, 9, "邻里中心调解室"),
        ),
    ),
    Story(
        "demo-case-2", "31", "41", "350502004009", 4, Kind.SUPPORT, place="塔影巷 12 号",
        narrative="三个子女为了老人轮流住谁家、药费谁出争起来，老人在楼道里哭。",
        wishes="把轮流照顾的日子和药费说定，写下来。",
        parties=(Person("黄阿婆", APPLICANT, "19900000903"), Person("大儿子", RESPONDENT, "19900000904")),
        steps=(("accept", 1), (Contact.TALK, 2, Whom.OTHERS, "老人的侄女来说了情况，药费单子都留着。"), (work.begin, 2.2),
            (work.met, 3, "社区调解室", "三个子女都来了，先算药费，再排日子。"),
            (work.agreed, 3.2, "轮流住和药费说不拢。", "每家轮流住四个月。\n药费凭单子三人平摊。", "平摊上半年药费"),
        ),
    ),
    Story(
        "demo-case-3", "31", "41", "350502004010", 2, Kind.NEIGHBORS, place="红梅社区 5 栋",
        narrative="楼上漏水到楼下，说好修一直没修，两家在群里骂起来。",
        wishes="把漏水修好，钱各出多少说清楚。",
        parties=(Person("楼下住户", APPLICANT, "19900000905"),),
        steps=(("refuse", 1, Reason.NOT_FAMILY, "已经转给社区物业，约了周三上门看。"),),
    ),
    Story(
        "demo-case-4", "31", "41", "350502004009", 1, Kind.IN_LAWS, sign="激烈争吵",
        narrative="婆媳为带孩子的法子吵得厉害，媳妇昨晚带着孩子回了娘家，丈夫夹在中间。",
        wishes="想让媳妇先回来，再慢慢谈。",
        parties=(Person("张女士", APPLICANT, "19900000906"),),
    ),
    Story(
        "demo-case-5", "31", "41", "350502004011", 0, Kind.VIOLENCE, sign="扬言", place="开元社区 8 栋",
        narrative="女方脸上有伤，说是丈夫打的，他还扬言不让她出门。孩子在家，吓得不说话。",
        wishes="她想先带孩子离开，怕他知道。",
        parties=(Person("她", APPLICANT, "19900000907"), Person("丈夫", RESPONDENT)),
        steps=(("harm", 0, "家里的孩子", Party.Harmed.MINOR),),
    ),
    Story(
        "demo-case-6", "32", "42", "350582001015", 6, Kind.CUSTODY, place="阳光小区 2 栋",
        narrative="离婚后男方不让女方看孩子，第三次去接都没接到，在小区门口吵。",
        wishes="每个月能接孩子两天，写清楚时间地点。",
        parties=(Person("许女士", APPLICANT, "19900000908"), Person("吴先生", RESPONDENT, "19900000909")),
        steps=(
            ("accept", 1),
            (Contact.PHONE, 1, Whom.ONE, "男方说不是不给看，是怕她带走不送回来。"),
            ("raise", 2, Risk.YELLOW, "男方在小区门口拦车，说再来就砸。"),
        ),
    ),
    Story(
        "demo-case-7", "32", "42", "350582001004", 1, Kind.BETROTHAL,
        narrative="订了亲又不办了，彩礼退多少两家说不拢。",
        wishes="按收据算清楚，好聚好散。",
        parties=(Person("男方父亲", APPLICANT, "19900000910"),),
    ),
)  # fmt: skip


def load(people):
    """Report the cases that are not there yet and walk them on. Returns how many were reported."""
    made = 0
    for story in STORIES:
        reporter = people[story.worker]
        if Case.objects.filter(reporter=reporter, key=story.key).exists():
            continue
        signs = list(RiskSign.objects.filter(is_used=True, words__contains=story.sign)[:1]) if story.sign else []
        told_at = _told_at(story)
        with clock.at(told_at):
            case = intake.report(
                by=reporter,
                area=Area.objects.get(pk=story.area),
                kind=story.kind,
                narrative=story.narrative,
                wishes=story.wishes,
                place=story.place,
                parties=story.parties,
                signs=signs,
                key=story.key,
            )
        made += 1
        for step in story.steps:
            _walk(case, people[story.mediator], told_at, *step)
    work.lay_roster(people)
    _look(people)
    return made


def _told_at(story):
    """Return when it was reported: in working hours, and today's a while ago, however early it is."""
    now = timezone.localtime()
    hour = 9 + int(story.key[-1]) % 8
    return min(now.replace(hour=hour, minute=13, second=0) - timedelta(days=story.days_ago), now - timedelta(minutes=43))


def _walk(case, mediator, told_at, step, days, *facts):
    with clock.at(min(told_at + timedelta(days=days, hours=1), timezone.now())):
        if callable(step):
            step(case, mediator, *facts)
        elif step == "accept":
            casework.accept(case=case, by=mediator)
        elif step == "refuse":
            casework.refuse(case=case, by=mediator, reason=facts[0], words=facts[1])
        elif step == "harm":
            protection.harm(case=case, by=mediator, name=facts[0], harmed=facts[1])
        elif step == "raise":
            risk.raise_to(case=case, risk=facts[0], by=mediator, why=facts[1])
        else:
            whom, words = facts
            party = case.parties.first() if whom == Whom.ONE else None
            casework.add_contact(case=case, by=mediator, kind=step, happened_at=timezone.now(), whom=whom, words=words, party=party, key=f"{case.key}-{step}")


def _look(people):
    """Let each mediator have opened what she carries, so that the auditor has looks to read."""
    for number in ("41", "42"):
        user = people[number]
        if not AccessLog.objects.filter(user=user).exists():
            for case in Case.objects.filter(mediator=user):
                access.open_case(user=user, number=case.number, what=AccessLog.What.CASE, ip="127.0.0.1")
