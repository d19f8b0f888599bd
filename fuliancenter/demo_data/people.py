"""The demo accounts of DESIGN.md, the people who work at the centres, and the families who come. All are invented."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from accounts import consents, family, posts
from accounts.consents import Purpose
from accounts.family import Facts
from accounts.models import Area, User
from accounts.roles import Role
from mediation.models import Partner
from positions.models import Site

CITY, LICHENG, JINJIANG, FENGZE = "350500000000", "350502000000", "350582000000", "350503000000"
FEMALE, MALE = User.Gender.FEMALE, User.Gender.MALE
HOME, ABROAD = "双塔", "阳光"  # the centres of the accounts in 鲤城 and in 晋江


@dataclass(frozen=True)
class Account:
    """A demo account: `post` is (role, area code) or (role, name of a centre) for all its sites."""

    number: str
    name: str
    who: str
    age: int = 40
    gender: int = FEMALE
    home: str = HOME
    post: tuple = ()


ACCOUNTS = (
    Account("01", "林晓梅", "居民：两个孩子的妈妈", 36),
    Account("02", "林阿香", "居民：用长辈版的阿嬷", 68),
    Account("11", "陈静", "双塔邻里中心的工作人员（鲤城）", 33, post=(Role.SITE_STAFF, HOME)),
    Account("12", "吴海燕", "阳光邻里中心的工作人员（晋江）", 35, home=ABROAD, post=(Role.SITE_STAFF, ABROAD)),
    Account("21", "郑雪莲", "双塔社区妇联干部", 42, post=(Role.COMMUNITY_OFFICER, "350502004009")),
    Account("22", "苏慧", "开元街道妇联干部", 39, post=(Role.STREET_OFFICER, "350502004000")),
    Account("23", "黄丽云", "鲤城区妇联干部", 45, post=(Role.COUNTY_OFFICER, LICHENG)),
    Account("24", "蔡文君", "泉州市妇联干部", 47, post=(Role.CITY_OFFICER, CITY)),
    Account("31", "许志明", "鲤城的网格员", 31, MALE, post=(Role.GRID_WORKER, "350502004000")),
    Account("32", "洪伟强", "晋江的网格员", 34, MALE, home=ABROAD, post=(Role.GRID_WORKER, "350582001000")),
    Account("41", "庄秋月", "鲤城的调解员", 52, post=(Role.MEDIATOR, LICHENG)),
    Account("42", "施美琴", "晋江的调解员", 50, home=ABROAD, post=(Role.MEDIATOR, JINJIANG)),
    Account("51", "王小婷", "巾帼志愿者", 27),
    Account("52", "杨爱珍", "志愿服务队队长", 55, post=(Role.VOLUNTEER_LEADER, HOME)),
    Account("61", "谢文彬", "审计员", 44, MALE, post=(Role.AUDITOR, CITY)),
    Account("62", "曾敏", "个人信息保护负责人", 43, post=(Role.DATA_PROTECTION, CITY)),
    Account("71", "许建民", "公安的人（鲤城，看转介）", 40, MALE, post=(Role.PARTNER, LICHENG)),
    Account("99", "赖志远", "系统管理员", 37, MALE, post=(Role.SYSTEM_ADMIN, CITY)),
)
STAFF = {
    "金山": "邱雅萍", "浮桥": "李秀兰", "锦美": "张玉莲", "东美": "许美玲", "灯洲": "陈惠芳", "后亭": "黄碧霞", "梅山": "柯丽珍", "溪边": "丁雪梅",
}  # fmt: skip
HOSTS = (
    Account("143", "王淑芬", "丰泽的调解员", 49, home="东美", post=(Role.MEDIATOR, FENGZE)),
    Account("145", "林若安", "心理咨询师（鲤城、丰泽）", 38, post=(Role.COUNSELLOR, CITY)),
    Account("146", "柯思敏", "心理咨询师（晋江）", 41, home=ABROAD, post=(Role.COUNSELLOR, JINJIANG)),
)
MOTHERS = (
    "吴燕婷", "郭雅芬", "黄珊珊", "蔡晓玲", "洪婉清", "苏玉婷", "庄雨薇", "许佳怡", "李梦瑶", "王春燕",
    "张丽娟", "郑思琪", "杨舒涵", "谢雅丽", "施文静", "曾巧玲", "邱月红", "柳青青",
)  # fmt: skip
GRANDMOTHERS = ("陈金枝", "李玉缎", "黄乌美", "蔡秀治", "吴宝珠", "许罔市", "庄水仙", "苏笋", "洪金莲")
FATHERS = ("陈建斌", "林志鹏", "王俊杰", "黄国伟", "蔡明辉", "张文龙", "吴家豪", "许世杰")
CHILDREN = (
    ("子涵", "daughter"), ("宇轩", "son"), ("诗琪", "daughter"), ("浩然", "son"), ("雨桐", "daughter"), ("俊熙", "son"), ("欣妍", "daughter"),
    ("梓豪", "son"), ("若曦", "daughter"), ("一诺", "son"), ("语晨", "daughter"), ("思远", "son"), ("可馨", "daughter"), ("乐天", "son"),
)  # fmt: skip
FAMILY_NAMES = "陈林黄蔡吴王李许郑庄"
HEALTH = ("花生过敏", "对牛奶过敏", "有哮喘，带着喷雾", "左耳听力弱，请坐前排")


def phone_of(number):
    """Return the number of a demo account: "01" → +8619900000001."""
    return "+86199" + number.rjust(8, "0")


def born(age, *, month=5, day=12):
    """Return a birth date by which somebody is `age` years old today, whatever today is."""
    today = timezone.localdate()
    return date(today.year - age - ((today.month, today.day) < (month, day)), month, day)


def load(centers):
    """Lay all people with their families and Posts. Returns {"01": User, …}."""
    people = {}
    for account in (*ACCOUNTS, *HOSTS):
        people[account.number] = _person(account.number, account.name, account.age, account.gender, centers[account.home])
        if account.post:
            _post(people[account.number], *account.post, centers)
    for number, (short, name) in enumerate(STAFF.items(), 111):
        people[str(number)] = _person(str(number), name, 30 + number % 15, FEMALE, centers[short])
        _post(people[str(number)], Role.SITE_STAFF, short, centers)
    _family_of_the_mother(people["01"])
    _family_of_the_grandmother(people["02"])
    _residents(people, list(centers.values()))
    return people


def staff_of(center, people):
    """Return somebody who may check in at `center`."""
    short = center.name.removesuffix("邻里中心")
    number = {HOME: "11", ABROAD: "12"}.get(short) or str(111 + list(STAFF).index(short))
    return people[number]


def _person(number, name, age, gender, center):
    phone = phone_of(number)
    user = User.objects.filter(phone=phone).first()
    if user is None:
        facts = {"gender": gender, "born_on": born(age, month=3 + int(number) % 9, day=2 + int(number) % 26), "home_area": center.area}
        joined = timezone.now() - timedelta(days=60 + int(number) % 200)
        user = User.objects.create_user(phone, name=name, phone_verified=True, joined_at=joined, elder_view=number == "02", **facts)
        consents.give(user=user, purpose=Purpose.ACCOUNT)
    return user


def _post(user, role, where, centers):
    since = timezone.localdate() - timedelta(days=200)
    if role == Role.PARTNER:
        police, _ = Partner.objects.get_or_create(name="鲤城公安分局", area_id=where, defaults={"kind": Partner.Kind.POLICE})
        posts.appoint(user=user, role=role, by=None, partner=police, since=since)
        return
    if where not in centers:
        posts.appoint(user=user, role=role, by=None, area=Area.objects.get(pk=where), since=since)
        return
    sites = centers[where].sites.all()
    for site in sites.filter(kind=Site.Kind.VOLUNTEERS) if role == Role.VOLUNTEER_LEADER else sites:
        posts.appoint(user=user, role=role, by=None, site=site, since=since)


def _add(user, name, relation, age, *, school="", health="", month=5):
    """Add a family member once, whatever year it is by now."""
    if user.family.filter(name=name).exists():
        return
    is_child = age < family.CHILD_UNDER
    facts = Facts(name, relation, born(age, month=month), school=school, health_note=health, child_ok=is_child, health_ok=bool(health))
    family.add(guardian=user, facts=facts)


def _family_of_the_mother(user):
    _add(user, "陈小满", "daughter", 7, school="塔影小学二年级", health="花生过敏")
    _add(user, "陈小禾", "son", 3, month=8)


def _family_of_the_grandmother(user):
    _add(user, "陈小满", "grandchild", 7, school="塔影小学二年级")


def _residents(people, centers):
    """34 families: four around each centre of 鲤城, three around each of the others."""
    homes = [center for number, center in enumerate(centers) for _ in range(4 if number < 4 else 3)]
    mothers, grandmothers, fathers = iter(MOTHERS), iter(GRANDMOTHERS), iter(FATHERS)
    for index, center in enumerate(homes):
        number, kind = str(201 + index), index % 4
        given, relation = CHILDREN[index % len(CHILDREN)]
        other, other_relation = CHILDREN[(index * 3 + 1) % len(CHILDREN)]
        surname = FAMILY_NAMES[index % len(FAMILY_NAMES)]
        health = HEALTH[index // 4 % len(HEALTH)] if index % 5 == 0 else ""
        if kind == 2:
            user = _person(number, next(grandmothers), 62 + index % 12, FEMALE, center)
            _add(user, surname + given, "grandchild", 7 + index % 4, health=health)
        elif kind == 3:
            user = _person(number, next(fathers), 36 + index % 9, MALE, center)
            _add(user, user.name[0] + given, relation, 6 + index % 5, health=health)
            _add(user, f"{user.name[0]}{GRANDMOTHERS[index % 9][1:]}", "parent", 66 + index % 8)
        else:
            user = _person(number, next(mothers), 31 + index % 11, FEMALE, center)
            _add(user, surname + given, relation, 8 + index % 3 if kind == 0 else 10 + index % 2, health=health)
            if kind == 0:
                _add(user, surname + other, other_relation, 4 + index % 3, month=9)
        people[number] = user
