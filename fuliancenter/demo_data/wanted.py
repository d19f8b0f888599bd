"""What neighbours of the first centre want, and what partners bring: some open, one made a service, one declined, one order with a date."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import Area
from positions.models import Ask, Order, Provider, Resource, Site
from positions.refusals import PlaceTaken
from positions.wanted import asking, ordering

from .people import CITY, FENGZE, HOME, JINJIANG, LICHENG

WISHES = (  # title, for whom, time, how many more said so, what became of it
    ("瑜伽课，晚上八点以后", "adults", "evening", 7, "open"),
    ("小学生游泳，暑假", "children", "weekend", 5, "open"),
    ("教老人用手机看病挂号", "elders", "daytime", 9, "open"),
    ("周末带孩子做木工", "pairs", "weekend", 4, "offered"),
    ("社区里装个室内篮球场", "children", "any", 3, "declined"),
    ("晚上的合唱", "adults", "evening", 0, "new"),
)
NO = "场地不够。华大社区中心有，周末给咱们留两个钟头。"
PROVIDERS = (  # name, kind, area, [(title, one line, theme, audience, minutes, places, needs)]
    (
        "鲤城区妇女儿童活动中心",
        "activity",
        LICHENG,
        (
            ("簪花围手作", "老师带花材上门，教一朵蟳埔簪花。", "interest", "everybody", 120, 20, "长桌、能坐 20 人"),
            ("儿童科学小实验", "水、纸和瓶子做的十个小实验。", "growth", "children", 90, 24, "有水槽的屋子"),
        ),
    ),
    (
        "泉州市妇女儿童活动中心",
        "activity",
        CITY,
        (
            ("刺桐花大讲堂：家风传承", "讲师到社区讲一场，讲完答问。", "lecture", "everybody", 90, 60, "投影、能坐 60 人"),
            ("亲子戏剧工作坊", "一家人演一出小戏。", "pair", "pairs", 120, 24, "空的多功能厅"),
        ),
    ),
    ("丰泽区妇女儿童活动中心", "activity", FENGZE, (("南音入门", "学唱两支曲子。", "interest", "everybody", 90, 30, "能坐 30 人"),)),
    ("晋江市妇幼保健院（合作）", "health", JINJIANG, (("更年期健康讲座", "医生来讲，现场问。", "lecture", "women", 60, 40, "投影"),)),
    ("开元法律服务志愿团", "law", LICHENG, (("民法典里的婚姻和财产", "律师讲案例，现场咨询。", "legal", "everybody", 90, 50, "投影"),)),
)


def load(centers, people):
    _wishes(centers[HOME], people)
    for name, kind, area, resources in PROVIDERS:
        provider, _ = Provider.objects.get_or_create(name=name, defaults={"kind": kind, "area_id": area})
        for title, summary, theme, audience, minutes, places, needs in resources:
            Resource.objects.get_or_create(
                provider=provider, title=title,
                defaults={"summary": summary, "theme": theme, "audience": audience, "minutes": minutes, "places": places, "needs": needs},
            )  # fmt: skip


def _wishes(center, people):
    area = Area.objects.get(pk=center.area_id)
    crowd = [people[number] for number in people if not people[number].posts.exists()]
    officer, mother, granny = people["21"], people["01"], people["02"]
    for number, (title, whom, hours, others, fate) in enumerate(WISHES):
        if Ask.objects.filter(area=area, title=title).exists():
            continue
        asker = granny if fate == "new" else crowd[(3 + number) % len(crowd)]
        ask = asking.ask(area=area, title=title, for_whom=whom, time=hours, by=asker)
        if fate == "new":
            continue
        asking.show(ask=ask, by=officer)
        for user in [mother, *crowd[8:]][:others]:
            asking.me_too(ask=ask, by=user)
        if fate == "offered":
            ask.refresh_from_db()
            asking.offer(ask=ask, by=officer, site=center.sites.get(kind=Site.Kind.CHILDREN), title="亲子木工", theme="pair")
        elif fate == "declined":
            asking.decline(ask=ask, by=officer, reason=NO)


def orders(centers, people):
    """Order two things for the first centre's school of parents; one has its date. After the sessions of the weeks: they have the rooms first."""
    center, keeper, officer = centers[HOME], people["11"], people["23"]
    site = center.sites.get(kind=Site.Kind.PARENTS)
    for title, days, hour, agreed in (("簪花围手作", 12, 15, True), ("民法典里的婚姻和财产", 15, 19, False)):
        resource = Resource.objects.get(title=title)
        if Order.objects.filter(resource=resource, site=site).exists():
            continue
        day = timezone.localdate() + timedelta(days=days)
        start = timezone.make_aware(datetime.combine(day, time(hour)))
        made = ordering.order(resource=resource, site=site, first_choice=start, people=20, by=keeper)
        if agreed:
            _agree(made, start, officer)


def _agree(order, start, officer):
    """At the hour that was wished for, or the next one at which the room is free."""
    for hours in range(6):
        try:
            ordering.agree(order=order, starts_at=start + timedelta(hours=hours), teacher="活动中心的老师", by=officer)
        except PlaceTaken:
            continue
        return
