"""What the centres offer: the services that the notice names, in plain words, and when in the week they take place."""

from dataclasses import dataclass, field
from datetime import time

from positions.models import Service, Site

Kind, Theme, Audience = Site.Kind, Service.Theme, Service.Audience
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
EVERYWHERE = frozenset(range(10))
CAREFUL = {"taken": Service.Taken.APPOINTMENT, "confidential": True, "household_limit": 1, "cancel_minutes_before": 60}
HANDED_OVER = {"needs_pickup": True, "children_per_adult": 8}  # children's classes
DOORS = frozenset({0, 4})  # 双塔 and 东美: where the demo shows the door at any hour of the day


@dataclass(frozen=True)
class Offer:
    """One service at the centres `where` (numbers of places.CENTERS). `slots` are (weekdays, start, minutes, places).

    `turns` 2 means every second week. `hosted` is who must be there in person: "mediator", "counsellor" or "executive".
    """

    kind: str
    title: str
    summary: str
    theme: str
    slots: tuple
    room: str
    audience: str = Audience.EVERYBODY
    ages: tuple = (None, None)
    bring: str = ""
    hints: tuple = ()
    teachers: tuple = ()
    where: frozenset = EVERYWHERE
    turns: int = 1
    hosted: str = ""
    rules: dict = field(default_factory=dict)


WORKDAYS = (MON, TUE, WED, THU, FRI)
DAYS = (*WORKDAYS, SAT, SUN)
OFFERS = (
    Offer(
        Kind.CHILDREN, "四点半课堂", "放学后有人带着写作业，写完看书、做手工。", Theme.CARE, ((WORKDAYS, time(16, 30), 120, 8),), "儿童活动室",
        audience=Audience.CHILDREN, ages=(6, 12), bring="作业、水杯", teachers=("许老师", "陈老师"),
        hints=("孩子只交给您登记过的人接。", "18:30 以前来接。路上耽搁了，打一个电话就好。", "花生、牛奶过敏的，预约时写一句。"),
        rules={"cancel_minutes_before": 120, "household_limit": 3},
    ),
    Offer(
        Kind.CHILDREN, "临时照料", "家里一时没人，孩子放这儿几个小时，按小时约。", Theme.CARE, ((WORKDAYS, time(8, 30), 180, 10),), "",
        audience=Audience.CHILDREN, ages=(3, 12), bring="水杯、一样喜欢的玩具", teachers=("许老师",), where=frozenset({0, 4}),
        hints=("孩子只交给您登记过的人接。", "不做饭，可以自己带点心。"), rules={"hourly_places": 4, "household_limit": 3, "cancel_minutes_before": 60},
    ),
    Offer(
        Kind.CHILDREN, "周末课堂", "周六上午，老师带着做实验、讲故事、玩球。", Theme.GROWTH, (((SAT,), time(9), 120, 10),), "儿童活动室",
        audience=Audience.CHILDREN, ages=(5, 12), bring="水杯、换洗上衣", teachers=("林老师",), hints=("家长可以在一楼坐着等。",), rules={"household_limit": 3},
    ),
    Offer(
        Kind.CHILDREN, "课业辅导", "大学生志愿者一对三，哪里不会讲哪里。", Theme.HOMEWORK, (((TUE, THU), time(19), 90, 9),), "儿童活动室",
        audience=Audience.CHILDREN, ages=(7, 14), bring="课本、没弄懂的题", teachers=("志愿者小王", "志愿者小郑"), where=frozenset({0, 2, 4, 5, 7, 8}),
    ),
    Offer(
        Kind.CHILDREN, "兴趣培养：闽南童谣", "边唱边打拍子，学会了唱给阿嬷听。", Theme.INTEREST, (((SAT,), time(14, 30), 90, 4),), "儿童活动室",
        audience=Audience.CHILDREN, ages=(4, 10), teachers=("庄老师",), hints=("不用会说闽南话。",), where=frozenset({0, 1, 4, 6, 7, 9}),
    ),
    Offer(
        Kind.CHILDREN, "科学体验：会飞的纸", "折、剪、吹，弄明白它为什么会飞。", Theme.INTEREST, (((SAT,), time(14, 30), 90, 6),), "儿童活动室",
        audience=Audience.CHILDREN, ages=(6, 12), teachers=("科技馆志愿者小曾",), where=frozenset({2, 5, 8}),
    ),
    Offer(
        Kind.CHILDREN, "体育游戏：跳格子、打陀螺", "爸妈小时候玩的，院子里玩一下午。", Theme.INTEREST, (((SUN,), time(15, 30), 60, 10),), "",
        audience=Audience.CHILDREN, ages=(5, 12), bring="水杯、运动鞋", where=frozenset({3, 5, 7}), turns=2,
    ),
    Offer(
        Kind.CHILDREN, "社会实践：菜市场里学算账", "十块钱买一顿饭的菜，讲价、算钱、找零。", Theme.INTEREST, (((SUN,), time(8, 30), 90, 6),), "",
        audience=Audience.CHILDREN, ages=(7, 12), bring="环保袋", teachers=("李老师",), where=frozenset({1, 2, 8}), turns=2,
    ),
    Offer(
        Kind.CHILDREN, "成长教育：认识我自己", "给要上初中的孩子：身体的变化、情绪、怎么说不。", Theme.GROWTH, (((SUN,), time(14, 30), 90, 12),), "儿童活动室",
        audience=Audience.CHILDREN, ages=(10, 14), teachers=("苏老师",), where=frozenset({0, 3, 5, 8}), turns=2,
    ),
    Offer(
        Kind.CHILDREN, "儿童之家：自由活动", "积木、绘本、下棋，有老师看着。什么时候来、什么时候走，都行。", Theme.CARE, ((DAYS, time(7, 30), 780, 20),), "",
        audience=Audience.CHILDREN, ages=(3, 14), bring="水杯", teachers=("许老师",), hints=("孩子只交给您登记过的人接。",), where=DOORS,
    ),
    Offer(
        Kind.CHILDREN, "阅读角开放", "绘本随便看，不用预约，来了就行。", Theme.INTEREST, ((DAYS, time(8), 720, 30),), "",
        audience=Audience.EVERYBODY, where=DOORS, rules={"taken": Service.Taken.WALK_IN},
    ),
    Offer(
        Kind.CHILDREN, "“书香小芽儿”亲子阅读", "一个大人带一个孩子，读一本绘本，读完可以借回家。", Theme.PAIR, (((SUN,), time(9, 30), 60, 8),), "阅读角",
        audience=Audience.PAIRS, ages=(3, 8), bring="不用带，书都有", teachers=("施老师",), hints=("大人陪着一起读，手机先放包里。",),
    ),
    Offer(
        Kind.CHILDREN, "亲子活动：做花灯", "剪、糊、点亮，做一盏带回家。", Theme.PAIR, (((SUN,), time(15, 30), 90, 10),), "培训教室",
        audience=Audience.PAIRS, ages=(4, 12), teachers=("花灯师傅老李",), where=frozenset({0, 2, 6, 9}), turns=2,
    ),
    Offer(
        Kind.WOMEN, "广场舞", "饭后跳一跳，新来的有人教。", Theme.DANCE, (((TUE, THU), time(19, 30), 90, 24),), "多功能厅",
        ages=(16, None), bring="软底鞋", teachers=("阿娥姐",), hints=("音响九点前关。", "膝盖不好的，站后排慢慢来。"),
    ),
    Offer(
        Kind.WOMEN, "巾帼健身", "拉伸、八段锦，一小时，出一点汗。", Theme.DANCE, (((MON, FRI), time(8, 30), 60, 12),), "多功能厅",
        audience=Audience.WOMEN, ages=(16, None), bring="毛巾、水", teachers=("杨教练",),
    ),
    Offer(
        Kind.MICRO, "艺术培训：剪纸", "一把剪刀一张红纸，老师手把手。", Theme.DANCE, (((WED,), time(14, 30), 90, 12),), "阅读角",
        ages=(12, None), bring="不用带，材料都有", teachers=("曾老师",), hints=("老花镜请自己带。",),
    ),
    Offer(
        Kind.WOMEN, "关爱女性健康：学会自己查", "乳腺怎么自查，体检单怎么看，医生来讲，也可以单独问。", Theme.LECTURE,
        (((TUE,), time(15), 90, 16),), "多功能厅",
        audience=Audience.WOMEN, ages=(18, None), teachers=("妇幼保健院医生",), hints=("要问的先写在纸上。",), where=frozenset({0, 4, 6, 8}), turns=2,
    ),
    Offer(
        Kind.WOMEN, "公益培训：尤克里里", "市妇女儿童活动中心的老师来教，十节课会弹三首歌。", Theme.DANCE, (((SUN,), time(14), 90, 10),), "多功能厅",
        ages=(10, None), bring="没有琴也行，这里借", teachers=("活动中心黄老师",), where=frozenset({0, 5}),
    ),
    Offer(
        Kind.WOMEN, "送教下乡：家常菜和烘焙", "老师带着炉子下来，做好的带回家。", Theme.SKILL, (((SAT,), time(14), 120, 12),), "多功能厅",
        ages=(16, None), bring="围裙", teachers=("活动中心吴老师",), where=frozenset({3, 9}), turns=2,
    ),
    Offer(
        Kind.STUDIO, "执委值班", "妇联执委坐在这里听您说，能办的当场办。", Theme.DUTY,
        tuple(((WED,), time(9 + n // 2, n % 2 * 30), 30, 1) for n in range(4)), "值班室",
        ages=(16, None), hints=("不约也能来，约了不用等。",), hosted="executive",
        rules={"taken": Service.Taken.APPOINTMENT, "household_limit": 1},
    ),
    Offer(
        Kind.MEDIATION, "婚姻家庭咨询", "夫妻、婆媳、亲子、邻里，关起门慢慢谈。", Theme.MARRIAGE,
        ((("*",), time(9), 45, 1), (("*",), time(10), 45, 1)), "谈心室",
        ages=(16, None), hints=("可以不说真名。", "谈什么，只有您和谈话的人知道。"), hosted="mediator", rules=CAREFUL,
    ),
    Offer(
        Kind.MEDIATION, "法律维权咨询", "离婚、抚养、财产、被打被骂，问清楚再决定。", Theme.LEGAL,
        ((("*",), time(15), 45, 1), (("*",), time(16), 45, 1)), "谈心室",
        ages=(16, None), bring="有材料就带上，没有也行", hints=("可以不说真名。", "免费，不用先签什么。"), hosted="mediator", rules=CAREFUL,
    ),
    Offer(
        Kind.MEDIATION, "心理疏导咨询", "睡不好、提不起劲、心里堵，来坐一坐。", Theme.MIND,
        ((("*",), time(19), 45, 1), (("*",), time(20), 45, 1)), "谈心室",
        ages=(14, None), hints=("可以不说真名。", "不是看病，不开药。"), hosted="counsellor", rules=CAREFUL,
    ),
    Offer(
        Kind.PARENTS, "家庭教育公益讲座", "争做合格家长，培养合格人才：一晚讲透一件事。", Theme.LECTURE, (((FRI,), time(19, 30), 90, 20),), "培训教室",
        audience=Audience.PARENTS, ages=(16, None), teachers=("谢老师", "郑老师"), hints=("可以带孩子来，二楼有人看。",),
    ),
    Offer(
        Kind.PARENTS, "家庭教育公益巡回讲座", "一位老师走几个社区，讲孩子的情绪，讲完留下来答问题。", Theme.LECTURE,
        (((TUE,), time(19, 30), 90, 20),), "培训教室",
        audience=Audience.PARENTS, ages=(16, None), teachers=("巡回讲师林老师",), where=frozenset({1, 2, 3, 6, 9}), turns=2,
    ),
    Offer(
        Kind.PARENTS, "e享家长课堂：陪写作业不吼", "共促成长，共赢未来：一讲一小时，讲完有一张纸带走。", Theme.GUIDANCE,
        (((THU,), time(19, 30), 60, 20),), "培训教室",
        audience=Audience.PARENTS, ages=(16, None), teachers=("苏老师",), where=frozenset({0, 4, 7}), turns=2,
    ),
    Offer(
        Kind.PARENTS, "家庭教育指导（一对一）", "孩子顶嘴、沉迷手机、不肯上学，和老师聊 45 分钟。", Theme.GUIDANCE,
        (((SAT,), time(15), 45, 1), ((SAT,), time(16), 45, 1)), "培训教室",
        audience=Audience.PARENTS, ages=(16, None), teachers=("谢老师",), rules={"household_limit": 1},
    ),
    Offer(
        Kind.PARENTS, "家风家训分享会", "一家讲一句祖上留下的话，老照片带来一起看。", Theme.LECTURE, (((SUN,), time(10), 90, 12),), "培训教室",
        bring="一张老照片", where=frozenset({0, 1, 3, 4, 6, 8, 9}), turns=2,
    ),
    Offer(
        Kind.PARENTS, "刺桐花大讲堂", "家庭教育、家风、财经、健康、文化、普法，轮着讲。", Theme.LECTURE, (((SAT,), time(9, 30), 90, 24),), "培训教室",
        ages=(14, None), teachers=("特邀讲师",), turns=2,
    ),
    Offer(
        Kind.PARENTS, "婚姻家庭大讲堂", "夫妻怎么吵架不伤人，婆媳怎么处，讲真事。", Theme.LECTURE, (((WED,), time(19, 30), 90, 20),), "培训教室",
        ages=(18, None), teachers=("庄调解员",), where=frozenset({0, 4, 5, 7, 8}), turns=2,
    ),
    Offer(
        Kind.PARENTS, "职业技能培训：家政收纳", "两小时学一样，学完发结业条，能接活。", Theme.SKILL, (((THU,), time(9), 120, 12),), "培训教室",
        audience=Audience.WOMEN, ages=(18, 60), bring="本子", teachers=("收纳师阿萍",), where=frozenset({0, 2, 4, 7, 8, 9}),
    ),
)  # fmt: skip


def load(centers):
    """Lay the services of each centre. Returns [(Offer, number of the centre, Service)]."""
    laid = []
    for number, center in enumerate(centers.values()):
        sites = {site.kind: site for site in center.sites.all()}
        for offer in OFFERS:
            if number not in offer.where:
                continue
            service, _ = Service.objects.get_or_create(
                site=sites[offer.kind],
                title=offer.title,
                defaults={
                    "summary": offer.summary,
                    "theme": offer.theme,
                    "audience": offer.audience,
                    "min_age": offer.ages[0],
                    "max_age": offer.ages[1],
                    "bring": offer.bring,
                    "good_to_know": "\n".join(offer.hints),
                    **(HANDED_OVER if offer.audience == Audience.CHILDREN else {}),
                    **offer.rules,
                },
            )
            laid.append((offer, number, service))
    return laid
