"""The one permission table: which role may do what, and how far it reaches.

Two questions are asked of it, by the site and the admin alike: `allows(user, perm, obj)` (behind `user.has_perm`) and
`reachable(user, perm, model)` (behind `Model.objects.visible_to(user)`). Whoever has no live Post may do nothing here;
what a resident does with her own rows is asked by ownership (`Booking.objects.of(user)`), not by role.
"""

from enum import StrEnum
from functools import cache

from django.db import models
from django.db.models import Q


class Role(models.TextChoices):
    SITE_STAFF = "site_staff", "阵地工作人员"
    COMMUNITY_OFFICER = "community_officer", "社区妇联干部"
    STREET_OFFICER = "street_officer", "街道妇联干部"
    COUNTY_OFFICER = "county_officer", "县级妇联干部"
    CITY_OFFICER = "city_officer", "市妇联干部"
    GRID_WORKER = "grid_worker", "网格员"
    MEDIATOR = "mediator", "调解员"
    COUNSELLOR = "counsellor", "咨询师"
    VOLUNTEER_LEADER = "volunteer_leader", "志愿服务队队长"
    AUDITOR = "auditor", "审计员"
    DATA_PROTECTION = "data_protection", "个人信息保护负责人"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    PARTNER = "partner", "合作单位人员"


class Reach(StrEnum):
    """How far a grant reaches. A model names the column for each in its `reach` dict; a reach it does not name is none."""

    SITE = "site"  # rows of the Post's site
    AREA = "area"  # rows whose 12-digit area code lies under the Post's area
    HOST = "host"  # rows that she carries out herself
    PARTNER = "partner"  # rows that were handed to the partner body of the Post, and nothing else of the house
    ALL = "all"


def _perms(app, *words):
    return {f"{app}.{word}" for word in words}


_RUN_A_SITE = _perms(
    "positions",
    "view_site", "change_site", "view_sitecheck", "change_sitecheck", "view_room", "view_service", "add_service", "change_service",
    "view_session", "add_session", "change_session", "publish_session", "cancel_session", "view_teammember",
    "view_booking", "add_booking", "view_classlist", "add_classlist", "check_in_booking", "cancel_booking", "export_booking",
) | _perms(
    "positions", "view_enrollment", "add_enrollment", "end_enrollment", "view_strike", "answer_strike", "view_takenback", "answer_takenback"
) | _perms(
    "volunteers", "view_team", "change_team", "view_teamcheck", "add_teamcheck", "change_teamcheck", "view_volunteer", "accept_volunteer"
) | _perms("notices", "view_callentry", "change_callentry", "send_group") | _perms(
    # on paper, in person: mandates of elders, second guardians, people without a phone
    "accounts", "view_mandate", "add_mandate", "change_mandate", "view_guardianship", "add_guardianship", "change_guardianship",
    "view_keptperson", "add_keptperson",
)  # fmt: skip
# Draws: a site sets up and takes in; the lottery number is typed, and the order drawn, by an officer above it.
_DRAWS = _perms("positions", "view_draw", "add_draw", "change_draw", "announce_draw", "enter_draw")
_DECIDE = _perms("positions", "decide_draw")
# What is known afterwards: ratings are looked at before anybody else reads them; staff say when the door is open.
_AFTER = _perms("positions", "view_feedback", "change_feedback", "view_foundclosed", "view_hoursasked", "open_center")
# What neighbours want, and what partners bring: sites order; the officer in whose area the provider is answers.
_WANTED = _perms("positions", "view_ask", "change_ask", "answer_ask", "view_order", "add_order")
_PROVIDE = _perms("positions", "view_provider", "add_provider", "change_provider", "view_resource", "add_resource", "change_resource", "answer_order")
_PLANS = _perms("positions", "view_timetable", "add_timetable", "change_timetable", "view_closing", "add_closing", "change_closing")
_HOLIDAYS = _perms("positions", "view_holidayyear", "view_holiday")  # the same in the whole city
_FILL_HOLIDAYS = _HOLIDAYS | _perms("positions", "add_holidayyear", "change_holidayyear", "add_holiday", "change_holiday", "delete_holiday")
_READ_NOTES = _perms("positions", "read_note_booking", "read_words_strike")  # allergies and the like: only for the people of the session itself
_GIVE = _perms("positions", "offer_session")  # appointments: to offer her own hours
_HOST = (
    _perms("positions", "view_session", "view_booking", "check_in_booking", "view_feedback")
    | _READ_NOTES
    | _perms("notices", "view_callentry", "change_callentry")
)
_HOURS = _perms("positions", "view_openinghours", "add_openinghours", "change_openinghours", "delete_openinghours")
_OVERSEE = (
    _RUN_A_SITE
    | _PLANS
    | _WANTED
    | _DRAWS
    | _DECIDE
    | _AFTER
    | _PROVIDE
    | _HOURS
    | _perms("positions", "view_center", "change_center", "add_center", "add_site", "add_room", "change_room", "add_teammember", "change_teammember")
    | _perms("accounts", "view_area")
    | _perms("volunteers", "add_team")
    | _perms("reports", "view_coverage")
)
# Dossiers: how an office numbers and prints them. A county's officers write it for their county, the city's for all.
_DOSSIERS = _perms(
    "mediation", "view_dossierrule", "add_dossierrule", "change_dossierrule",
    "view_formtemplate", "add_formtemplate", "change_formtemplate", "delete_formtemplate",
)  # fmt: skip
# Danger: an officer sees the colour of a case and why, never its story; she alone makes it less (docs/decisions/0024).
_WATCH_OVER = _perms("mediation", "view_risk", "raise_risk", "lower_risk")
_BREAK_GLASS = _perms("mediation", "break_glass")  # one hour in a case outside her reach (docs/decisions/0027)
_PROTECT = _perms("mediation", "view_accesslog", "view_breakglass", "end_breakglass", "view_question", "answer_question")
# Who gets which case: an officer sees number, kind and state, never what was said (mediation.casework.assigning).
_COUNT = _perms("mediation", "view_casefigures")
_CASES = _COUNT | _perms("mediation", "assign_case", "view_mediator", "add_mediator", "change_mediator")
_APPOINT = _perms("accounts", "view_post", "add_post", "change_post") | _perms(
    "mediation",
    "view_partner",
    "add_partner",
    "change_partner",  # the bodies that cases are referred to, of which people are appointed too
)
# What is the same in the whole city has no area: officers read it, the city's lay it out.
_READ_ALL = _perms("programs", "view_program", "view_project") | _HOLIDAYS
_LAY_OUT = (
    _READ_ALL
    | _FILL_HOLIDAYS
    | _perms("positions", "view_checklistitem", "add_checklistitem", "change_checklistitem")
    | _perms("programs", "change_program", "add_project", "change_project")
    | _perms(
        "mediation",
        "view_risksign",
        "add_risksign",
        "change_risksign",
        "view_alarmstep",
        "add_alarmstep",
        "change_alarmstep",
        "view_retention",
        "change_retention",
    )
    | _perms("mediation", "view_gridword", "add_gridword", "change_gridword")
    | _perms("mediation", "view_clock", "add_clock", "change_clock")
)

# 12338: whoever answers takes down the call; an officer sees her own calls, a mediator those of her area.
_CALLS = _perms("mediation", "take_hotlinecall")
_INTAKE = _CALLS | _perms("mediation", "receive_case", "join_case", "view_hotlinecall", "change_hotlinecall")
_OWN_CALLS = _perms("mediation", "view_hotlinecall", "change_hotlinecall")

GRANTS = {
    Role.SITE_STAFF: {Reach.ALL: _HOLIDAYS, Reach.HOST: _GIVE, Reach.SITE: _RUN_A_SITE | _PLANS | _WANTED | _DRAWS | _AFTER | _READ_NOTES},
    Role.COMMUNITY_OFFICER: {Reach.HOST: _GIVE, Reach.AREA: _OVERSEE, Reach.ALL: _READ_ALL},
    Role.STREET_OFFICER: {Reach.AREA: _OVERSEE | _CASES, Reach.ALL: _READ_ALL},
    Role.COUNTY_OFFICER: {
        Reach.HOST: _OWN_CALLS,
        Reach.AREA: _OVERSEE | _WATCH_OVER | _APPOINT | _CALLS | _DOSSIERS | _BREAK_GLASS | _CASES,
        Reach.ALL: _READ_ALL,
    },
    Role.CITY_OFFICER: {
        Reach.HOST: _OWN_CALLS,
        Reach.AREA: _OVERSEE | _WATCH_OVER | _APPOINT | _CALLS | _DOSSIERS | _BREAK_GLASS | _CASES,
        Reach.ALL: _LAY_OUT,
    },
    Role.GRID_WORKER: {Reach.AREA: _perms("mediation", "report_case")},
    Role.MEDIATOR: {
        Reach.AREA: _INTAKE
        | _COUNT
        | _perms("mediation", "view_case", "view_risk", "raise_risk", "accept_case", "refuse_case", "add_caseevent", "add_document", "advance_case")
        | _perms("mediation", "view_referral", "add_referral", "change_referral", "view_screening", "add_screening", "change_screening"),
        Reach.HOST: _HOST | _GIVE,
    },
    Role.COUNSELLOR: {Reach.HOST: _HOST | _GIVE},
    Role.VOLUNTEER_LEADER: {
        Reach.SITE: _perms("volunteers", "view_team", "view_volunteer", "accept_volunteer")
        | _perms("positions", "view_session", "view_booking", "check_in_booking"),
    },
    Role.AUDITOR: {Reach.ALL: _perms("auditlog", "view_logentry"), Reach.AREA: _perms("mediation", "view_accesslog", "view_breakglass")},
    Role.DATA_PROTECTION: {Reach.ALL: _perms("accounts", "view_consent") | _perms("mediation", "view_retention"), Reach.AREA: _PROTECT},
    Role.SYSTEM_ADMIN: {
        Reach.ALL: _perms("accounts", "view_user", "change_user", "view_area", "change_area", "view_post", "add_post", "change_post")
        | _perms("notices", "view_notice", "view_job")
        | _perms("mediation", "view_partner"),
    },
    Role.PARTNER: {Reach.PARTNER: _perms("mediation", "view_referral", "answer_referral", "view_screening")},
}
STAFF_ROLES = set(GRANTS) - {Role.GRID_WORKER, Role.PARTNER}  # who may enter the admin at all; these two have pages of their own
APART = {Role.SYSTEM_ADMIN, Role.AUDITOR, Role.DATA_PROTECTION}  # 等保三级: three people, never one; whoever is one holds no other Post

SITE, BODY = 0, -1  # beside the levels of Area: a Post at one site, or of one partner body
PLACES = {  # where a role can be held: levels of Area (2 city, 3 county, 4 street, 5 community), SITE or BODY
    Role.SITE_STAFF: {SITE},
    Role.COMMUNITY_OFFICER: {5},
    Role.STREET_OFFICER: {4},
    Role.COUNTY_OFFICER: {3},
    Role.CITY_OFFICER: {2},
    Role.GRID_WORKER: {4, 5},
    Role.MEDIATOR: {2, 3, 4, 5},
    Role.COUNSELLOR: {SITE, 2, 3, 4, 5},
    Role.VOLUNTEER_LEADER: {SITE},
    Role.AUDITOR: {2, 3},
    Role.DATA_PROTECTION: {2, 3},
    Role.SYSTEM_ADMIN: {2},
    Role.PARTNER: {BODY},
}
_BELOW_COUNTY = {
    Role.SITE_STAFF, Role.COMMUNITY_OFFICER, Role.STREET_OFFICER, Role.GRID_WORKER, Role.MEDIATOR, Role.COUNSELLOR, Role.VOLUNTEER_LEADER,
    Role.PARTNER,
}  # fmt: skip
APPOINTS = {  # who may give and end which Posts, inside her own reach
    Role.COUNTY_OFFICER: _BELOW_COUNTY,
    Role.CITY_OFFICER: _BELOW_COUNTY | {Role.COUNTY_OFFICER},
    Role.SYSTEM_ADMIN: set(Role),
}


def _granting(user, perm):
    """Yield (reach, post) for each live Post of `user` that grants `perm`."""
    if not (user.is_authenticated and user.is_active):
        return
    for post in user.live_posts:
        for reach, perms in GRANTS[post.role].items():
            if perm in perms:
                yield reach, post


def may_ever(user, perm):
    """Return whether any live Post of `user` grants `perm` on some row."""
    return any(True for _ in _granting(user, perm))


def posts_granting(user, perm):
    """Return the live Posts of `user` that grant `perm` on some row."""
    return [post for _, post in _granting(user, perm)]


def app_labels(user):
    """Return the app labels in which `user` may do anything, for the admin's index."""
    return {perm.split(".")[0] for post in user.live_posts for perms in GRANTS[post.role].values() for perm in perms}


@cache
def _fans_out(model, path):
    """Return whether `path` crosses to many rows: a plain filter by it would then name a row twice."""
    for part in path.split("__"):
        if part == "pk":
            return False
        field = model._meta.get_field(part)
        if field.one_to_many or field.many_to_many:
            return True
        model = field.related_model
    return False


def reachable(user, perm, model):
    """Return the Q of the rows of `model` on which `user` has `perm` ("app.action_model"); nothing is the default."""
    where, many = Q(pk__in=[]), Q(pk__in=[])
    paths = getattr(model, "reach", {})
    for reach, post in _granting(user, perm):
        if reach is Reach.ALL:
            return Q()
        path = paths.get(reach)
        if not path:
            continue
        if reach in (Reach.SITE, Reach.PARTNER):
            row = post.site_id if reach is Reach.SITE else post.partner_id
            if row and _fans_out(model, path):
                many |= Q(**{path: row})
            elif row:
                where |= Q(**{path: row})
        elif reach is Reach.AREA and post.area_id:
            low, high = subtree(post.area_id)
            where |= Q(**{f"{path}__gte": low, f"{path}__lt": high})
        elif reach is Reach.HOST:
            where |= Q(**{path: user.pk})
    return where | Q(pk__in=model._base_manager.filter(many).values("pk")) if len(many) > 1 else where


def allows(user, perm, obj=None):
    """Return whether `user` may do `perm`, on `obj` if one is given. One statement at the most."""
    if obj is None:
        return may_ever(user, perm)
    if not may_ever(user, perm):
        return False
    manager = type(obj)._default_manager
    rows = manager.visible_to(user, perm) if hasattr(manager, "visible_to") else manager.filter(reachable(user, perm, type(obj)))
    return rows.filter(pk=obj.pk).exists()


def subtree(code):
    """Return (low, high): the 12-digit codes c of an area and all below it are low <= c < high.

    The code is 2+2+2+3+3 digits (province, city, county, township, village); its level is read off the zeros at its end.
    """
    for length in (2, 4, 6, 9):
        if set(code[length:]) == {"0"}:
            return code, f"{int(code[:length]) + 1:0{length}d}".ljust(12, "0")
    return code, f"{int(code) + 1:012d}"


def lineage(code):
    """Return the codes of an area and of all above it, itself first."""
    return [code] + [upper for length in (9, 6, 4) if (upper := code[:length].ljust(12, "0")) != code]
