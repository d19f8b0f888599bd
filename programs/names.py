"""Every name of the notice, as the checklist of the mission lists them, and the page on which a person can see that it works.

A name works when somebody can do today, on that page, what the name says: find it, book it, join it, read it. `later` says what
the checklist asks for beyond that. A name without a page is not there yet: /156/ shows it as plain words, `manage.py names` counts it.
"""

from dataclasses import dataclass, field

from django.utils.http import urlencode


@dataclass(frozen=True)
class Name:
    words: str
    part: str  # where it stands in the notice: "1", "5" and the kind of site, "6" and the slug of the programme
    page: str = ""
    count: str = ""  # the live count beside it (portal.notice)
    unit: str = ""
    query: dict = field(default_factory=dict)  # of the list of sessions: both the page and the count
    project: str = ""  # "family/reading": its page, and the count of its coming sessions
    later: str = ""

    @property
    def path(self):
        """The address that proves it, or "" when there is none yet."""
        if self.project:
            return f"/programs/{self.project}/"
        return f"/sessions/?{urlencode(self.query | {'near': 'city'})}" if self.query else self.page

    @property
    def works(self):
        return bool(self.path)


def _sites(words, kind, **more):
    return Name(words, f"5.{more.pop('at', kind)}", page=f"/centers/?kind={kind}&near=city", count=f"sites:{kind}", unit="个", **more)


def _theme(words, part, theme, *, counted=True, **more):
    return Name(words, part, query={"theme": theme}, count=f"theme:{theme}" if counted else "", unit="场", **more)


def _bodies(words, part, kinds, at):
    return Name(words, part, page=f"/help/bodies/#{at}", count=f"bodies:{kinds}", unit="家")


def _people(words, part, team):
    return Name(words, part, page=f"/people/{team}/", count=f"people:{team}", unit="位")


def _topic(words, topic):
    return Name(words, "6.marriage", page=f"/slots/?theme=marriage&topic={topic}&near=city", count=f"topic:{topic}", unit="位")


def _project(words, part, slug, **more):
    return Name(words, part, project=f"{part.removeprefix('6.')}/{slug}" if "/" not in slug else slug, count="project", unit="场", **more)


NAMES = [
    # 1 坚持党建引领
    Name("“党建+”邻里中心", "1", page="/centers/?near=city", count="centers", unit="个"),
    Name("“156”", "1", page="/156/"),
    Name("党建带妇建", "1", page="/centers/?near=city", count="party", unit="个中心有党组织", later="联席会、妇联组织的树"),
    Name("1+6+X", "1"),
    # 5 五个阵地
    _sites("妇女之家", "women"),
    _sites("妇女微家", "micro", at="women"),
    _sites("执委工作室", "studio", at="women"),
    Name("文体中心", "5.women"),
    _sites("家事纠纷调解室", "mediation"),
    Name("法律维权咨询", "5.mediation", page="/slots/?theme=legal&near=city"),
    Name("婚姻家庭纠纷调解", "5.mediation", page="/slots/?theme=marriage&near=city"),
    Name("心理疏导咨询", "5.mediation", page="/slots/?theme=mind&near=city"),
    _bodies("“大调解”中心", "5.mediation", "centre", "centre"),
    _people("家事纠纷调解员队伍", "5.mediation", "mediators"),
    _sites("儿童之家", "children"),
    Name("“四点半”课堂", "5.children", page="/search/?q=四点半", count="word:四点半", unit="场"),
    Name("“周末”课堂", "5.children", project="care/weekend-class", count="project", unit="场"),
    _theme("课后托管", "5.children", "care"),
    _theme("课业辅导", "5.children", "homework"),
    _theme("兴趣培养", "5.children", "interest"),
    _theme("成长教育", "5.children", "growth"),
    _theme("亲子活动", "5.children", "pair"),
    _people("儿童之家工作队伍", "5.children", "children"),
    _sites("家长学校", "parents"),
    _theme("家庭教育公益讲座", "5.parents", "lecture"),
    _theme("咨询服务", "5.parents", "guidance"),
    Name("家长学校覆盖面", "5.parents", page="/reports/"),
    Name("规范化建设", "5.parents", page="/reports/#standards", later="每年两次指导、两次实践的计数"),
    Name("家风家训宣传", "5.parents", page="/search/?q=家风家训", later="家训墙"),
    Name("专题培训", "5.parents"),
    Name("研讨交流", "5.parents"),
    _sites("巾帼志愿服务站", "volunteers"),
    Name("巾帼志愿服务队", "5.volunteers", page="/volunteers/", count="teams", unit="支"),
    _theme("家庭教育指导", "5.volunteers", "guidance"),
    _theme("心理咨询", "5.volunteers", "mind", counted=False),
    Name("知识宣传", "5.volunteers"),
    Name("主题活动", "5.volunteers"),
    Name("绿色家庭创建", "5.volunteers"),
    Name("点亮微心愿", "5.volunteers"),
    # 6 六个项目
    Name("基层妇联破难行动", "6.organization"),
    Name("村级妇联组织", "6.organization"),
    Name("扩大妇联执委比例", "6.organization"),
    Name("小区妇联组织（业委会、物业）", "6.organization"),
    Name("楼宇妇联组织", "6.organization"),
    Name("“三新”领域妇联组织", "6.organization"),
    _project("参与小区服务管理", "6.organization", "estate", later="实事清单：谁提的、谁办、办成没有"),
    Name("基层妇联执委领头雁计划", "6.organization"),
    Name("选树优秀妇联干部和执委", "6.organization"),
    _project("“争做合格家长，培养合格人才”家庭教育大讲堂", "6.family", "parents-lecture", later="线路图"),
    _project("“共促成长·共赢未来”e享家长课堂", "6.family", "e-class", later="线上课、两台设备接着学、证书"),
    _project("“书香小芽儿”亲子阅读", "6.family", "reading", later="一家的书架"),
    _project("“泉家福”家庭教育驿站", "6.family", "stations"),
    _people("家庭教育服务指导队伍", "6.family", "guides"),
    _project("家庭教育公益巡回讲座", "6.family", "touring-lectures", later="线路图"),
    _project("家庭教育指导", "6.family", "guidance"),
    Name("家庭教育实践", "6.family"),
    _theme("心理咨询", "6.family", "mind", counted=False),
    Name("最美家庭", "6.family"),
    Name("绿色家庭", "6.family"),
    Name("五好家庭", "6.family"),
    Name("讲好家庭故事", "6.family"),
    Name("婚姻家庭咨询", "6.marriage", project="marriage/counselling"),
    _project("婚姻家庭大讲堂", "6.marriage", "marriage-lecture", later="点课、排路线"),
    _project("婚姻家庭知识讲座", "6.marriage", "marriage-lecture"),
    _topic("夫妻关系调适", "couple"),
    _topic("婆媳关系调适", "in_laws"),
    _topic("亲子关系调适", "children"),
    _topic("邻里关系调适", "neighbors"),
    Name("“网格化+维权”", "6.marriage", project="marriage/grid"),
    Name("12338 维权服务热线", "6.marriage", project="marriage/hotline"),
    _bodies("联合公检法排查化解", "6.marriage", "police,procuratorate,court", "police"),
    Name("案件咨询投诉", "6.marriage", page="/help/request/?for=complaint", count="sites:mediation", unit="处能受理"),
    Name("普法宣传", "6.marriage"),
    Name("法律援助", "6.marriage", project="marriage/legal-aid"),
    Name("纠纷调解", "6.marriage", project="marriage/relations", later="选题、配对合适的调解员"),
    Name("心理咨询（免费）", "6.marriage", project="marriage/mind"),
    Name("村（社区）巾帼志愿服务组织", "6.volunteering", page="/volunteers/", count="teams", unit="支"),
    Name("“六有”", "6.volunteering", page="/volunteers/", count="six", unit="支齐了", later="时长由记录算出"),
    _project("巾帼志愿服务驿站", "6.volunteering", "stations"),
    Name("我为妇女群众办实事", "6.volunteering"),
    _project("巾帼进万家·爱心敲敲门", "6.volunteering", "knock", later="走访户、走访记录、转办"),
    _project("家园清洁", "6.volunteering", "clean-homes", later="前后照片、时长"),
    _project("庭院美化", "6.volunteering", "courtyards", later="前后照片、时长"),
    _project("保护母亲河", "6.volunteering", "mother-river", later="前后照片、时长"),
    _project("职业技能培训", "6.care", "skills", later="线上课、证书、三个月后回访"),
    Name("巧妇贷", "6.care"),
    Name("鲤福贷", "6.care"),
    Name("“巾帼暖人心”行动", "6.care"),
    Name("为困难母亲圆梦", "6.care"),
    Name("母亲健康1+1公益募捐", "6.care"),
    _project("关爱女性健康", "6.care", "womens-health", later="申请帮助、检查结果加密"),
    Name("春蕾助学", "6.care"),
    Name("我们和留守流动儿童在一起", "6.care"),
    Name("“把爱带回家”寒假关爱", "6.care"),
    Name("“小桔灯”关爱困境儿童", "6.care"),
    Name("儿童日间临时照料", "6.care", page="/search/?q=临时照料", count="word:临时照料", unit="场"),
    _theme("课后辅导", "6.care", "homework"),
    Name("寒暑假托管", "6.care"),
    _project("“周末”课堂", "6.care", "weekend-class"),
    Name("幼儿园、活动中心结对共建", "6.care"),
    *(Name(words, "6.culture") for words in ("儿童游戏", "儿童体育", "儿童文化", "儿童艺术", "儿童阅读", "社会实践", "科学体验")),
    _project("广场舞", "6.culture", "square-dance"),
    _project("巾帼健身", "6.culture", "fitness"),
    _project("艺术培训", "6.culture", "arts"),
    _project("刺桐花大讲堂", "6.culture", "coral-lectures", later="按主题归档、录像、点课"),
    *(Name(f"刺桐花·{words}", "6.culture") for words in ("家庭教育", "家风传承", "社会财经", "健康心理", "文化艺术", "普法维权")),
    _project("送教下乡", "6.culture", "to-villages", later="线路图"),
    Name("市、县级妇女儿童活动中心", "6.culture", page="/resources/?kind=activity", count="activity", unit="个"),
    _project("公益培训", "6.culture", "free-training"),
    Name("各种服务资源下沉", "6.culture", page="/resources/", count="resources", unit="项"),
]


def working():
    """Return the names that work today."""
    return [name for name in NAMES if name.works]
