"""What every page of the site knows without being told."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import reverse

CHOICES = {"theme": {"dark", "light"}, "contrast": {"more"}, "view": {"elder"}}  # the reader's switches; anything else is the default


@dataclass(frozen=True)
class Link:
    words: str
    href: str
    section: str
    icon: str = ""


MAIN = (
    ("首页", "portal:home", "home"),
    ("找活动", "positions:sessions", "sessions"),
    ("中心和阵地", "positions:centers", "centers"),
    ("六个项目", "programs:list", "programs"),
    ("家事求助", "mediation:help", "help"),
)
TABS = (
    ("首页", "portal:home", "home", "home"),
    ("活动", "positions:sessions", "sessions", "cal"),
    ("求助", "mediation:help", "help", "shield"),
    ("项目", "programs:list", "programs", "heart"),
    ("我的", "portal:my", "my", "user"),
)
FOOT = (
    ("关于本站", "portal:about", ""),
    ("个人信息保护", "portal:privacy", ""),
    ("儿童信息保护", "portal:privacy_children", ""),
    ("无障碍", "portal:accessibility", ""),
)
SECTIONS = {  # first step of the path → which entry of the menus is the current one
    "": "home", "sessions": "sessions", "services": "sessions", "search": "sessions", "centers": "centers", "sites": "centers", "areas": "home",
    "programs": "programs", "156": "programs", "volunteers": "programs", "help": "help", "my": "my", "bookings": "my",
}  # fmt: skip


@cache
def _links(entries):
    return [Link(words, reverse(name), *rest) for words, name, *rest in entries]


def switches(request, *, ask_account=True):
    """Return {"theme", "contrast", "view"}: what the reader chose (cookies), "" where she chose nothing.

    Who never pressed the elder switch on this device gets the view that her account remembers.
    """
    chosen = {name: value if (value := request.COOKIES.get(name, "")) in allowed else "" for name, allowed in CHOICES.items()}
    user = getattr(request, "user", None)
    if ask_account and "view" not in request.COOKIES and user is not None and user.is_authenticated and user.elder_view:
        chosen["view"] = "elder"
    return chosen


def page(request):
    """The reader's switches, the menus, the hotline, and whether this is the demo."""
    return {
        **switches(request),
        "main_nav": _links(MAIN),
        "tab_nav": _links(TABS),
        "foot_nav": _links(FOOT),
        "section": SECTIONS.get(request.path_info.split("/", 2)[1], "none"),
        # After a form was sent, the address itself may not answer to GET: the switches then lead home.
        "return_path": request.get_full_path() if request.method in ("GET", "HEAD") else "/",
        "hotline": settings.HOTLINE,
        "quick_exit_url": settings.QUICK_EXIT_URL,
        "is_demo": settings.DEMO,
    }
