"""A volunteer team at every station: the leader, its members, one who waits for an answer, and the shifts that they sign up for."""

from datetime import date, time, timedelta

from django.utils import timezone

from positions.models import Service, Site
from volunteers import teams
from volunteers.models import Have, Team, TeamCheck, Volunteer

from . import clock
from .offers import SAT, SUN, WED, Audience, Kind, Offer, Theme
from .people import HOME, staff_of

Skill, Free = Volunteer.Skill, Volunteer.Time
SHIFTS = (
    Offer(
        Kind.VOLUNTEERS, "爱心敲敲门", "两人一组，看看独居老人，陪着说说话。", Theme.SHIFT, (((WED,), time(9), 120, 6),), "",
        audience=Audience.VOLUNTEERS, ages=(16, None), bring="志愿者马甲", hints=("两人一组，不单独进门。", "老人说什么，出了门不往外说。"),
    ),
    Offer(
        Kind.VOLUNTEERS, "家园清洁和庭院美化", "扫一扫、种一种，大家的院子一起弄。", Theme.SHIFT, (((SAT,), time(8), 120, 12),), "",
        audience=Audience.VOLUNTEERS, ages=(16, None), bring="手套、帽子", hints=("高处和电线不要碰。",),
    ),
    Offer(
        Kind.VOLUNTEERS, "保护母亲河", "沿着河岸走一段，捡垃圾，看水质。", Theme.SHIFT, (((SUN,), time(15), 120, 10),), "",
        audience=Audience.VOLUNTEERS, ages=(18, None), bring="雨鞋、手套", hints=("不下水，跟着领队走。",), where=frozenset({0, 2, 6, 9}), turns=2,
    ),
)  # fmt: skip
RISKS = "走路多，穿平底鞋。\n上门服务两人一组，不单独进门，不收东西。\n天气不好会改期，按通知来。"
EVIDENCE = {
    Have.ORGANIZATION: "社区妇联主席兼指导员，队长一名、副队长一名",
    Have.HOURS: "每次上岗前后签到，月底公布时长",
    Have.MONEY: "今年经费 6,000 元，社区列支",
}
SKILLS = ((Skill.COMPANY, Skill.DIALECT), (Skill.READING, Skill.ARTS), (Skill.CRAFT, Skill.HANDS), (Skill.PARENTING, Skill.WORDS))


def load(centers, people):
    """Lay the teams, their members and their shifts' services. Returns [(Offer, number of the centre, Service)] of the shifts."""
    laid = []
    for number, (short, center) in enumerate(centers.items()):
        site = center.sites.get(kind=Site.Kind.VOLUNTEERS)
        boss = people["52"] if short == HOME else staff_of(center, people)
        team = Team.objects.filter(site=site).first() or _found(site, short, boss, number)
        _gather(team, short, boss, people)
        for offer in SHIFTS:
            if number in offer.where:
                service, _ = Service.objects.get_or_create(
                    site=site, title=offer.title,
                    defaults={
                        "summary": offer.summary, "theme": offer.theme, "audience": offer.audience, "circle": team.circle, "min_age": offer.ages[0],
                        "bring": offer.bring, "good_to_know": "\n".join(offer.hints), "household_limit": 1,
                    },
                )  # fmt: skip
                laid.append((offer, number, service))
    return laid


def _found(site, short, boss, number):
    team = teams.found(
        site=site, name=f"{short}巾帼志愿服务队", leader=boss, leader_name=boss.name, risks=RISKS, founded_on=date(2022, 9, 1) + timedelta(days=20 * number),
        about="平日看望老人，周末打扫院子、护河。会做饭的、会修水电的、会讲故事的，我们都要。",
        insured_until=timezone.localdate() + timedelta(days=200),
    )  # fmt: skip
    for have, evidence in EVIDENCE.items():
        if have == Have.MONEY and number % 3 == 2:
            TeamCheck.objects.create(team=team, have=have, is_met=False, evidence="还没有固定经费，正在找企业共建")
        else:
            TeamCheck.objects.create(team=team, have=have, is_met=True, evidence=evidence)
    return team


def _gather(team, short, boss, people):
    """Let the grown-ups around the centre join; in the team of the demo accounts one still waits for an answer."""
    if team.volunteers.exists():
        return
    around = [user for number, user in sorted(people.items()) if len(number) == 3 and number > "200" and user.home_area_id == team.area_id]
    joining = [*([people["52"], people["51"]] if short == HOME else []), *around[:3]]
    for turn, user in enumerate(joining):
        volunteer = _apply(team, user, turn, days=90 - turn)
        with clock.at(timezone.now() - timedelta(days=88 - turn)):
            teams.accept(volunteer=volunteer, by=boss)
    if short == HOME:
        _apply(team, around[3], 3, days=1, words="孩子上学以后有空，想陪老人说说话。")


def _apply(team, user, turn, *, days, words=""):
    with clock.at(timezone.now() - timedelta(days=days)):
        return teams.apply(
            team=team, user=user, by=user, skills=SKILLS[turn % 4], free_times=(Free.WEEKEND, Free.WEEKDAY)[turn % 2 :], words=words,
            emergency_name="家里人", emergency_phone="+8619900000000",
        )  # fmt: skip
