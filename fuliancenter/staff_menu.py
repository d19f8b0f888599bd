"""The side bar: what staff do, not which app it is in."""

from django.urls import NoReverseMatch, reverse

# (group, [(model or URL name, icon, words or None for the model's own)]). What is not named here stands under 系统.
GROUPS = [
    ("每天", [
        ("admin:today", "cal", "今天"), ("admin:door_index", "qr", "门口"),
        ("admin:desk", "user", "替老人约"), ("positions.Booking", "users", "名单和预约"),
        ("positions:duty", "hand", "我的值班"),
        ("admin:calls", "phone", "待打电话"), ("admin:group", "msg", "群发通知"),
        ("positions.ClassList", "file", "名单导入"),
    ]),
    ("来过以后", [("admin:opening", "clock", "开门和开放时间"), ("positions.Feedback", "msg", "评价"), ("reports:attendance", "gauge", "到场的人")]),
    ("整学期", [("positions.Enrollment", "cal", "整学期报名"), ("positions.Strike", "clock", "缺席和晚接"), ("positions.TakenBack", "warn", "收回和申诉")]),
    ("安排", [
        ("positions.Timetable", "cal", "排课"),
        ("positions.Session", "clock", "场次"), ("positions.Draw", "star", "抽签"), ("positions.Service", "star", "服务"), ("positions.Site", "pin", "阵地"),
        ("positions.TeamMember", "users", "队伍"),
        ("positions.Room", "home", "场地"), ("positions.Center", "hand", "邻里中心"), ("positions.ChecklistItem", "check", "规范化清单"),
        ("positions.Closing", "x", "停开"), ("positions.HolidayYear", "cal", "放假安排"),
    ]),
    ("想要和点单", [
        ("positions.Ask", "heart", "居民想要的"), ("positions.Order", "cal", "点单"),
        ("positions.Resource", "star", "下沉的服务"), ("positions.Provider", "hand", "提供方"),
    ]),
    ("案件", [("mediation:cases", "shield", "家事案件"), ("mediation:desk", "hand", "派案"), ("mediation.Mediator", "users", "调解员名册"),
        ("mediation.AccessLog", "edit", "案件查阅记录"), ("mediation.RiskSign", "warn", "风险情形"),
        ("mediation.Clock", "clock", "办理期限"),
        ("mediation.Partner", "hand", "合作单位"),
        ("mediation:glass", "lock", "紧急打开案件"), ("mediation.BreakGlass", "lock", "紧急打开的记录"), ("mediation.Question", "msg", "问一问"),
        ("mediation.Retention", "clock", "案卷保管期限"), ("mediation.GridWord", "edit", "综治对照"),
        ("mediation.DossierRule", "file", "卷宗规则"), ("mediation.FormTemplate", "file", "文书模板"),
    ]),
    ("志愿", [("volunteers.Team", "heart", "服务队"), ("volunteers.Volunteer", "users", "志愿者")]),
    ("项目", [("programs.Project", "star", "品牌项目"), ("programs.Program", "star", "项目")]),
    ("统计", [("reports:figures", "gauge", "覆盖和数字"), ("reports:cases", "gauge", "案件统计"), ("reports:calls", "phone", "12338 统计")]),
    ("家人", [("accounts.Mandate", "hand", "代办委托"), ("accounts.Guardianship", "users", "另一位监护人")]),
    ("人员", [("accounts.Post", "user", "任职"), ("accounts.User", "users", "用户"), ("accounts.Area", "pin", "区划")]),
    ("运行", [("notices.Notice", "msg", "发出的消息"), ("notices.Job", "clock", "定时任务")]),
    ("留痕", [("auditlog.LogEntry", "edit", "修改留痕"), ("accounts.Consent", "check", "同意记录")]),
]  # fmt: skip


def grouped(apps, request, counts):
    """Turn Django's list of apps into groups of work; `counts` {model or URL name: how many wait} stands beside the words."""
    left = {f"{app['app_label']}.{model['object_name']}": model for app in apps for model in app["models"]}
    groups = []
    for group, items in GROUPS:
        rows = []
        for target, icon, words in items:
            row = _page(target, words, request) if ":" in target else left.pop(target, None)
            if row:
                rows.append({**row, "name": words or row["name"], "icon": icon, "count": counts.get(target)})
        groups.append((group, rows))
    groups.append(("系统", [{**model, "icon": "edit"} for model in left.values()]))
    return [{"name": name, "app_label": "", "app_url": "", "models": rows} for name, rows in groups if rows]


PAGES = {  # addresses that are no model's, and what opens them
    "admin:today": "positions.view_booking",
    "admin:desk": "positions.add_booking",
    "admin:opening": "positions.open_center",
    "reports:attendance": "positions.export_booking",
    "positions:duty": "positions.offer_session",
    "admin:door_index": "positions.check_in_booking",
    "admin:calls": "notices.view_callentry",
    "admin:group": "notices.send_group",
    "mediation:cases": "mediation.view_case",
    "mediation:desk": "mediation.assign_case",
    "mediation:glass": "mediation.break_glass",
    "reports:figures": "reports.view_coverage",
    "reports:cases": "mediation.view_casefigures",
    "reports:calls": "mediation.take_hotlinecall",
}


def _page(name, words, request):
    """Return a row for a page that is no model, if this person may open it."""
    if not request.user.is_authenticated or not request.user.has_perm(PAGES[name]):
        return None
    try:
        return {"name": words, "admin_url": reverse(name), "object_name": name, "view_only": True}
    except NoReverseMatch:
        return None
