"""Ten centres in 鲤城, 丰泽 and 晋江, each with rooms, opening hours, all seven kinds of site, and how far these are set up."""

import random
from datetime import date, time, timedelta
from decimal import Decimal

from django.utils import timezone

from positions.models import Center, ChecklistItem, OpeningHours, Room, Site, SiteCheck

Kind = Site.Kind
# Community (code of the official table), name, address, how to come, latitude, longitude. Addresses are invented.
CENTERS = (
    (
        "350502004009",
        "双塔",
        "开元街道塔影巷 15 号",
        "从西街走进塔影巷，第二个路口右转，门口有两棵刺桐树。\n正门右边有坡道，电梯到三楼。",
        "24.914700",
        "118.585200",
    ),
    ("350502001001", "金山", "海滨街道金山路 26 号", "金山公园南门对面，红砖墙的那一栋。\n推婴儿车请走东门，没有台阶。", "24.898600", "118.591800"),
    ("350502005001", "浮桥", "浮桥街道桥头街 8 号", "过了桥往右走三分钟，菜市场楼上二层。\n楼梯旁边有电梯，按 2。", "24.899300", "118.567700"),
    ("350502006001", "锦美", "江南街道锦美路 101 号", "锦美小学斜对面，社区服务中心同一栋。\n门口能停电动车。", "24.884900", "118.560300"),
    ("350503002006", "东美", "丰泽街道东美路 156 号", "小区北门进来，第一栋就是。\n坡道在左手边，电梯到三楼。", "24.908100", "118.606200"),
    ("350503003003", "灯洲", "泉秀街道灯洲街 33 号", "灯洲公园旁边，白墙蓝窗的三层楼。\n正门没有台阶。", "24.893200", "118.602400"),
    ("350503007007", "后亭", "东海街道后亭路 5 号", "后亭公交站下车，往海的方向走两分钟。\n门口有长椅，可以先坐一会儿。", "24.875800", "118.649400"),
    ("350582001015", "阳光", "青阳街道阳光路 18 号", "阳光小区正门口，一楼是便利店，从旁边的楼梯或电梯上。", "24.817900", "118.577300"),
    ("350582002001", "梅山", "梅岭街道梅山街 9 号", "梅山社区大榕树后面。\n下雨天请走有雨棚的西门。", "24.801200", "118.578100"),
    ("350582103207", "溪边", "陈埭镇溪边村村委会旁", "村口牌坊进来直走，篮球场对面。\n门口停车方便。", "24.829400", "118.608300"),
)
ROOMS = (
    ("多功能厅", "1 楼", 80), ("值班室", "1 楼", 6), ("儿童活动室", "2 楼", 24), ("阅读角", "2 楼", 14), ("培训教室", "3 楼", 45), ("谈心室", "3 楼", 4),
)  # fmt: skip
HOURS = [(day, time(8), time(21)) for day in range(5)] + [(5, time(8, 30), time(21)), (6, time(8, 30), time(18))]
SURNAMES = "陈林黄吴郭苏蔡庄洪许王李张郑杨谢施曾邱赖"
GIVEN = ("丽华", "彩霞", "美珠", "秋萍", "晓燕", "志红", "明月", "碧玲", "淑真", "雅琴", "锦绣", "月娥", "素梅", "玉兰", "惠珍", "清芬")
# Kind, its own name ({center}: short name of the centre, {keeper}: given name of who keeps it), brand mark, room, what it is, its rules.
SITES = (
    (Kind.WOMEN, "", "", "多功能厅", "姐妹们的家：跳舞、健身、学手艺，也坐下来说说话。", "进门换鞋套，音响晚上九点前关。"),
    (Kind.MICRO, "{keeper}微家", "", "阅读角", "住在楼里的姐妹自己办的小客厅，一周开两次门。", "十几个人正好，先约再来。"),
    (Kind.STUDIO, "{center}执委工作室", "", "值班室", "妇联执委在这里值班，有事当面说，说了有回音。", "每件事都记下来，七天内答复。"),
    (Kind.MEDIATION, "", "", "谈心室", "家里的事，关起门慢慢谈。谈什么只有您和谈话的人知道。", "免费，双方自愿，随时可以停。"),
    (Kind.CHILDREN, "", "", "儿童活动室", "放学后和周末，孩子有地方去：写作业、看书、玩。", "孩子只交给登记过的人接。"),
    (Kind.PARENTS, "", "泉家福家庭教育驿站", "培训教室", "当爸妈也要学。讲座、一对一指导、家风家训分享都在这里。", "迟到请从后门进。"),
    (Kind.VOLUNTEERS, "", "巾帼志愿服务驿站", "多功能厅", "想帮一把手的人在这里集合，需要帮忙的人也可以来说一声。", "先报名后上岗，时长照实记。"),
)
CHECKLIST = {
    Kind.WOMEN: ("六有", ("有场所", "有设施", "有计划", "有制度", "有活动", "有效果")),
    Kind.STUDIO: ("上墙", ("值班表", "工作职责", "执委照片和电话", "来访登记本")),
    Kind.MEDIATION: ("规范", ("单独的房间", "调解员名单上墙", "权利义务告知书", "免费标识", "卷宗柜上锁")),
    Kind.CHILDREN: ("规范", ("门牌", "室内 20 平方米以上", "适合孩子的桌椅和书", "负责人、电话、时间上墙", "制度上墙", "活动档案")),
    Kind.PARENTS: ("规范", ("牌子", "一年两次以上指导", "一年两次以上实践", "教师名单", "活动档案")),
    Kind.VOLUNTEERS: ("六有", ("有组织保障", "有阵地依托", "有开展活动", "有注册登记", "有记录时长", "有经费保障")),
}
MICRO_CHECKLIST = {
    "五亮": ("亮妇联标识", "亮组织架构", "亮工作职责", "亮执委身份", "亮活动内容"),
    "四有": ("有阵地", "有人员", "有活动", "有特色"),
}
NOT_YET = ("正在准备，下个月补上。", "牌子在做。", "柜子已经订了。", "等新学期的名单。")


def load():
    """Lay all centres. Returns {short name: Center}."""
    _lay_checklist()
    centers = {}
    for number, (code, short, address, directions, latitude, longitude) in enumerate(CENTERS, 1):
        center, _ = Center.objects.get_or_create(
            name=f"{short}邻里中心",
            defaults={
                "area_id": code,
                "about": f"{short}一带的邻居都可以来：老人有人聊天，孩子有人带，家里有事有人商量。样样免费。",
                "party_organization": f"{short}{'村' if code[9] >= '2' else '社区'}党组织",
                "address": address,
                "directions": directions,
                "latitude": Decimal(latitude),
                "longitude": Decimal(longitude),
                "phone": f"0595-00000{number:03d}",
            },
        )
        centers[short] = center
        if not center.rooms.exists():
            _furnish(center, short, number)
    return centers


def _lay_checklist():
    groups = [(kind, group, items) for kind, (group, items) in CHECKLIST.items()]
    groups += [(Kind.MICRO, group, items) for group, items in MICRO_CHECKLIST.items()]
    for kind, group, items in groups:
        for words in items:
            position = ChecklistItem.objects.filter(kind=kind).count() + 1
            ChecklistItem.objects.get_or_create(kind=kind, group=group, words=words, defaults={"position": position})


def _furnish(center, short, number):
    """Give a new centre its rooms, hours and seven sites with their checks."""
    OpeningHours.objects.bulk_create(OpeningHours(center=center, weekday=day, opens=opens, closes=closes) for day, opens, closes in HOURS)
    Room.objects.bulk_create(Room(center=center, name=name, floor=floor, seats=seats) for name, floor, seats in ROOMS)
    rooms = {room.name: room for room in center.rooms.all()}
    chance = random.Random(short)  # noqa: S311  the same every time, not a secret
    today = timezone.localdate()
    for (kind, name, mark, room, about, rules), given in zip(SITES, chance.sample(GIVEN, len(SITES)), strict=True):
        site = Site.objects.create(
            center=center, kind=kind, name=name.format(center=short, keeper=given), mark=mark, room=rooms[room], about=about, rules=rules,
            keeper=chance.choice(SURNAMES) + given, phone=center.phone, opened_on=date(2022, 7, 8) + timedelta(days=30 * number),
        )  # fmt: skip
        checks = []
        for item in ChecklistItem.objects.filter(kind=kind):
            is_met = chance.random() < 0.85
            note = "" if is_met else chance.choice(NOT_YET)
            checks.append(SiteCheck(site=site, item=item, is_met=is_met, note=note, checked_on=today - timedelta(days=chance.randint(2, 40))))
        SiteCheck.objects.bulk_create(checks)
