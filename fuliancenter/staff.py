"""The one staff admin site: who comes in, the side bar by what people do, the role home."""

from functools import wraps

from django.conf import settings
from django.contrib import admin
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache

from .staff_menu import grouped
from .staff_words import StaffCatalog

METHODS = ("GET", "HEAD", "POST")


def place_of(user):
    """Return where she works, in words: her centre, her area, or the first of several."""
    if not user.is_authenticated:
        return ""
    places = list(dict.fromkeys(str(post.site.center if post.site_id else post.partner or post.area) for post in user.live_posts))
    return f"{places[0]}等 {len(places)} 处" if len(places) > 1 else "".join(places)


class StaffSite(admin.AdminSite):
    """Django's admin, open to those whose Post opens it and who showed their second factor."""

    site_title = site_header = index_title = "工作台"
    site_url = "/"
    empty_value_display = "—"

    def __init__(self, name="admin"):
        super().__init__(name)
        self.disable_action("delete_selected")

    # --- what is let in ---------------------------------------------------------------------------
    def register(self, model_or_iterable, admin_class=None, **options):
        """Take only pages that derive from our base class; the admins that packages bring along stay outside."""
        from accounts.admin.base import StaffInline, StaffModelAdmin

        if admin_class is None or not issubclass(admin_class, StaffModelAdmin):
            where = (admin_class or type(self)).__module__
            if admin_class is not None and not (settings.BASE_DIR / where.split(".")[0]).is_dir():
                return
            raise ImproperlyConfigured(f"{admin_class} must derive from accounts.admin.StaffModelAdmin: the stock admin shows hidden rows")
        for inline in admin_class.inlines:
            if not issubclass(inline, StaffInline):
                raise ImproperlyConfigured(f"{inline} must derive from accounts.admin.StaffTabularInline or StaffStackedInline")
        super().register(model_or_iterable, admin_class, **options)

    def check(self, app_configs):
        """Refuse, at the start, options by which a page of ours would show hidden rows."""
        from accounts.admin.checks import wrong_with

        found = [checks.Error(sentence, obj=page, id="staff.E001") for page in self._registry.values() for sentence in wrong_with(page)]
        return [*super().check(app_configs), *found]

    # --- who comes in -----------------------------------------------------------------------------
    def has_permission(self, request):
        from accounts import second_factor

        return request.user.is_authenticated and request.user.is_staff and second_factor.is_satisfied(request)

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """Send her where she must go first: the one door of the site, then her second factor; without a Post, say so."""
        from accounts import second_factor

        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
            wanted = reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': wanted})}")
        if not request.user.is_staff:
            return render(request, "admin/no_post.html", status=403)
        if not second_factor.is_satisfied(request):
            return redirect(second_factor.next_step(request, wanted))
        return redirect(wanted)

    def logout(self, request, extra_context=None):
        from accounts.signin_views import sign_out

        return sign_out(request) if request.method == "POST" else HttpResponseNotAllowed(["POST"])

    # --- pages ------------------------------------------------------------------------------------
    def admin_view(self, view, cacheable=False):
        """As Django's; a method that no page knows is said to be none, after she was let in."""

        @wraps(view)
        def known(request, *args, **kwargs):
            return view(request, *args, **kwargs) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

        return super().admin_view(known, cacheable)

    def get_urls(self):
        """Django's, without those that name any row by its number (view_on_site) or belong to passwords."""
        from notices import call_pages
        from positions.admin import day, desk, door, groups, opening

        gone = {"view_on_site", "password_change", "password_change_done"}
        ours = [*opening.urls(self), *door.urls(self), *day.urls(self), *desk.urls(self), *call_pages.urls(self), *groups.urls(self)]
        return [*ours, *(page for page in super().get_urls() if getattr(page, "name", None) not in gone)]

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        return apps if app_label else grouped(apps, request, getattr(request, "staff_counts", {}))

    def each_context(self, request):
        return {**super().each_context(request), "staff_place": place_of(request.user)}

    def index(self, request, extra_context=None):
        """The role home: what waits for her, today's sessions, what she changed last."""
        from accounts.admin.waiting import waiting_for
        from positions import day

        user, today = request.user, None
        waiting = waiting_for(request)  # before the side bar is drawn: it shows the same numbers
        if user.has_perm("positions.view_session"):
            today = day.read(user=user, day=timezone.localdate(), center=day.ALL)
        return super().index(request, {"now": timezone.localtime(), "waiting": waiting, "day": today, **(extra_context or {})})

    def i18n_javascript(self, request, extra_context=None):
        return StaffCatalog.as_view(packages=["django.contrib.admin"])(request)

    def autocomplete_view(self, request):
        from accounts.admin.changelist import StaffAutocomplete

        return StaffAutocomplete.as_view(admin_site=self)(request)

    def owner_of_autocomplete(self, request, app_label, model_name, field_name):
        """Return the page or inline that offers this field as an autocomplete to this person, or None."""
        for page in self._registry.values():
            for owner in (page, *(inline(page.model, self) for inline in page.inlines)):
                opts = owner.opts
                if (opts.app_label, opts.model_name) != (app_label, model_name) or field_name not in owner.get_autocomplete_fields(request):
                    continue
                if owner.has_add_permission(request) or owner.has_change_permission(request):
                    return owner
        return None
