"""What stands in the holes of each route, for each target; and the few routes that the matrix leaves to their own tests."""

import re

STAGES = ("own", "other", "missing")
EXEMPT = {
    "admin/<url>",  # Django's catch-all: whatever is not an address
}
# Routes whose first page a stranger may see; everything else must send her to the sign-in or say that there is nothing.
OPEN_TO_ALL = (
    "areas/", "centers/", "sites/", "services/", "sessions/", "volunteers/", "programs/", "156/", "reports/", "help/", "search/", "about/",
    "wanted/", "resources/", "draws/", "calendar/", "call-me/",
    "wanted/", "resources/", "draws/", "slots/", "people/",
    "accessibility/", "privacy/", "accounts/login/", "healthz", "readyz", "leave/", "prefs/", "robots.txt", "accounts/inactive/",
)  # fmt: skip
# Where one case can be met, its call and its referral; how what is closed answers; and what a broken glass opens of it (docs/decisions/0027).
OF_A_CASE = ("mediation/cases/<", "mediation/desk/<", "mediation/calls/<", "handed/<", "grid/cases/<")
SHUT = (404, 405)
BY_GLASS = {("GET", ""), ("GET", "parties/<uuid:uid>/"), ("POST", "parties/<uuid:uid>/"), ("GET", "photos/<uuid:uid>/")}
NO_ROW = {
    "token": "A" * 43,
    "uid": "00000000-0000-4000-8000-000000000000",
    "mark": "00000000-0000-4000-8000-000000000000",
    "code": "Z" * 12,
    "number": "000101-ZZZZZZ",
    "pk": 999_999_999,
    "object_id": 999_999_999,
}
WORDS = {"step": "recuse", "purpose": "health", "what": "conclude", "form": "intake"}  # what is no row: a purpose of consent, a deadline of a case, a form
UIDS = (  # in whose address a uid stands; any other is of a photo
    ("handed/", "handed_photo"), ("/parties/", "party"), ("/people/", "party"), ("/documents/", "document"), ("/orders/", "protectionorder"),
    ("/referrals/", "referral"), ("/meetings/", "meeting"), ("/instalments/", "instalment"),
)  # fmt: skip
ADMIN = re.compile(r"admin/(\w+)/(\w+)/<")


def values(world, route, target):
    """Return {hole: value} of `route` for target own, other or missing ("-": no hole)."""
    if target == "-":
        return {}
    side = world.other if target == "other" else world.own
    return {hole: _value(route, hole, target, side) for hole in re.findall(r"<(?:\w+:)?(\w+)>", route)}


def _value(route, hole, target, side):
    if hole == "app_label":
        return {"own": "positions", "other": "sessions", "missing": "nothing"}[target]
    if hole in ("slug", "project"):  # public, the same for everybody
        project = side.rows["project"]
        return "nothing" if target == "missing" else (project.program.slug if hole == "slug" else project.slug)
    if hole == "team" and route.startswith("people/"):
        return "nothing" if target == "missing" else "mediators"
    if hole == "site":
        return NO_ROW["pk"] if target == "missing" else side.rows["site"].pk
    if hole in WORDS:
        return WORDS[hole] if target != "missing" else "nothing"
    kind = _kind(route)
    if hole in ("booking", "tick"):  # at the door of a session
        return NO_ROW["pk"] if target == "missing" else side.rows["booking" if hole == "booking" else "doortick"].pk
    if hole == "volunteer":
        kind = "volunteer"
    if "/excuse/" in route and hole == "pk":
        kind = "strike"
    if "/checks/" in route:
        kind = "sitecheck"
    if hole == "uid":
        kind = next((row for part, row in UIDS if part in route), "evidence")
    row = side.rows.get(kind)
    if row is None:
        raise KeyError(f"tests/security/world.py makes no row for {route}")
    if target == "missing":
        return NO_ROW.get(hole, 999_999_999)
    row, hole = (side.rows["mark"], "uid") if hole == "mark" else (row, hole)
    return row.pk if hole == "object_id" else getattr(row, hole, row.pk)  # a row of the trail has an object_id of its own


def _kind(route):
    """Return the name under which the world keeps the row that a route is about."""
    if route.startswith("admin/today/door/"):
        return "session"
    if route.startswith("admin/positions/enrollment/for/"):
        return "timetable"
    if route.startswith("admin/calls/"):
        return "callentry"
    if route.startswith("admin/desk/"):
        return "booking"
    if route.startswith("admin/today/"):
        return "booking" if "check" in route or "undo" in route else "session"
    admin = ADMIN.match(route)
    if admin:
        return admin.group(2)
    for start, kind in (
        ("centers/", "center"), ("sites/", "site"), ("services/", "service"), ("sessions/", "session"), ("draws/", "draw"),
        ("feedback/", "feedback"), ("calendar/", "calendaraddress"), ("bookings/", "booking"),
        ("slots/", "talk"), ("people/", "teammember"), ("duty/hours/", "hours"), ("duty/", "slot"),
        ("timetables/", "timetable"), ("enrollments/", "enrollment"), ("my/taken/", "takenback"), ("wanted/", "ask"),
        ("my/family/guardians/", "guardianship"), ("my/family/mandates/", "mandate"), ("my/mandates/", "mandate"),
        ("my/family/", "family"), ("my/privacy/locked/", "accesslog"),
        ("grid/cases/", "case"), ("mediation/desk/", "case"),
        ("mediation/cases/", "case"), ("mediation/calls/", "hotlinecall"), ("mediation/screenings/", "screening"),
        ("handed/", "referral"), ("volunteers/", "team"), ("my/notices/", "notice"),
        ("accounts/factor/passkeys/", "user"),
    ):  # fmt: skip
        if route.startswith(start):
            return kind
    raise KeyError(f"tests/security/subjects.py does not know {route}")
