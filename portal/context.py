"""What every page of the site knows without being told."""

from django.conf import settings

THEMES, CONTRASTS, VIEWS = {"dark", "light"}, {"more"}, {"elder"}


def page(request):
    """The reader's switches (cookies), the hotline, and whether this is the demo."""

    def chosen(name, allowed):
        value = request.COOKIES.get(name)
        return value if value in allowed else ""

    return {
        "theme": chosen("theme", THEMES),
        "contrast": chosen("contrast", CONTRASTS),
        "view": chosen("view", VIEWS),
        "hotline": settings.HOTLINE,
        "quick_exit_url": settings.QUICK_EXIT_URL,
        "is_demo": settings.DEMO,
    }
