"""Home, the reader's switches, my page, and the texts about the site."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import privacy as personal
from accounts import stepup
from accounts.areas import chosen
from accounts.refusals import Refusal
from notices import outbox
from notices.models import Notice
from notices.texts import words_of
from positions.models import Booking, Site
from programs.models import Program
from volunteers.models import Volunteer

from . import nearby, searching
from . import prefs as reader
from .context import switches
from .greeting import given, part_of_day

NOTICES_A_PAGE = 20
HITS_A_PAGE = 12
ROBOTS = "User-agent: *\n" + "".join(f"Disallow: /{path}/\n" for path in ("accounts", "admin", "bookings", "grid", "mediation", "my", "search"))
NOTICES_ON_MY_PAGE = 3
BOOKINGS_ON_MY_PAGE = 6
KIND_WORDS = {  # the five kinds of the notice, in its order; the two small ones stand with the 妇女之家
    Site.Kind.WOMEN: "跳舞、手作、议事、交朋友。",
    Site.Kind.MEDIATION: "保密面谈、法律咨询、心理疏导",
    Site.Kind.CHILDREN: "四点半课堂、周末课堂",
    Site.Kind.PARENTS: "讲座、咨询、亲子阅读",
    Site.Kind.VOLUNTEERS: "加入服务队，排一个班次",
}


@require_safe
def home(request):
    """The nearest next thing first: her next booking, this week near her, the sites, the programmes, help."""
    user, area = request.user, chosen(request)
    is_elder = switches(request)["view"] == "elder"
    county, counts = nearby.kinds(area)
    context = {
        "hello": given(user.name) if user.is_authenticated else "",
        "part_of_day": part_of_day(timezone.localtime()),
        "area": area,
        "week": nearby.this_week(area=area, user=user, limit=3 if is_elder else 4),
        "next": Booking.objects.of(user).coming().one_a_term().one_a_family().for_tickets().next_first().first() if user.is_authenticated else None,
        "county": county,
        "kinds": [(kind, Site.ICONS[kind], KIND_WORDS[kind], counts.get(kind, 0)) for kind in KIND_WORDS],
        "small": [(kind, counts[kind]) for kind in (Site.Kind.MICRO, Site.Kind.STUDIO) if counts.get(kind)],
        "programs": [] if is_elder else Program.objects.order_by("number"),
    }
    return render(request, "portal/home.html", context)


@csrf_exempt  # see prefs.began_elsewhere
@require_POST
def prefs(request):
    if reader.began_elsewhere(request):
        raise PermissionDenied
    return reader.remember(request)


@csrf_exempt  # the exit must work on a page that has lain open for hours; see prefs.began_elsewhere
@require_POST
def leave(request):
    """快速离开: nobody stays signed in on this device (exit.js sends it on the way out)."""
    if reader.began_elsewhere(request):
        raise PermissionDenied
    logout(request)
    response = HttpResponse(status=204)
    response.delete_cookie("door_key", path="/admin/today/door/")  # opens what a keeper's phone kept of today's lists (positions.door)
    return response


@require_safe
def search(request):
    """What is found for `q`, all together or of one sort (`in`); an empty page says what else can be done."""
    words = searching.clean(request.GET.get("q"))
    area = chosen(request)
    found = searching.find(words, area=area)
    only = request.GET.get("in") if request.GET.get("in") in found else ""
    hits = found[only] if only else [hit for sort in found.values() for hit in sort]
    page = Paginator(hits, HITS_A_PAGE).get_page(request.GET.get("page"))
    for hit in page:
        hit.title, hit.words = searching.marked(hit.title, words), searching.marked(hit.words, words)
    total = sum(len(sort) for sort in found.values())
    context = {
        "q": words,
        "area": area,
        "only": only,
        "total": total,
        "sorts": [(sort, label, len(found[sort])) for sort, label in searching.SORTS if found[sort]],
        "page": page,
        "similar": searching.similar(words) if words and not total else "",
    }
    return render(request, "portal/search.html" if total else "portal/search_none.html", context)


@require_safe
@login_required
def my(request):
    """我的: what she has booked, for whom she cares, what she was told, and the doors of her posts."""
    user = request.user
    mine = Notice.objects.of(user)
    told = [(notice, words) for notice in mine[:NOTICES_ON_MY_PAGE] if (words := words_of(notice))]
    context = {
        "area": chosen(request),
        "bookings": Booking.objects.of(user).coming().one_a_term().one_a_family().for_tickets().next_first()[:BOOKINGS_ON_MY_PAGE],
        "family": user.family.present().others().order_by("pk"),
        "told": told,
        "unread": mine.unread().count(),
        "volunteering": Volunteer.objects.of(user).live().select_related("team").order_by("team__name"),
        "may_report": user.has_perm("mediation.report_case"),
        "may_answer": user.has_perm("mediation.answer_referral"),
        "may_mediate": user.has_perm("mediation.accept_case"),
        "may_take_calls": user.has_perm("mediation.take_hotlinecall"),
    }
    return render(request, "portal/my.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def notices(request):
    """What she was told, newest first. GET changes nothing; 都读过了 is a POST."""
    if request.method == "POST":
        outbox.read_all(request.user)
        return redirect("portal:notices")
    mine = Notice.objects.of(request.user)
    page = Paginator(mine, NOTICES_A_PAGE).get_page(request.GET.get("page"))
    told = [(notice, words) for notice in page if (words := words_of(notice))]
    return render(request, "portal/notices.html", {"page": page, "told": told, "unread": mine.unread().count()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_privacy(request):
    """资料和隐私: to what she agreed, what she may take along, and the closing of the account (POST)."""
    refusal = None
    if request.method == "POST":
        if not stepup.is_fresh(request):
            return redirect("portal:privacy_confirm")
        try:
            personal.close(user=request.user)
        except Refusal as no:
            refusal = str(no)
        else:
            logout(request)
            messages.success(request, "账号关掉了，您的资料已经清空。想再来，用手机号登录就可以。")
            return redirect("portal:home")
    agreed = request.user.consents.live().select_related("about").order_by("given_at")
    coming = Booking.objects.of(request.user).coming().filter(status__in=Booking.ENDING).count()
    page = {"consents": agreed, "coming": coming, "refusal": refusal}
    return render(request, "portal/my_privacy.html", page, status=422 if refusal else 200)


@require_safe
@stepup.required
def privacy_confirm(request):
    """She has shown that it is she; taking along and closing now work for ten minutes."""
    messages.info(request, "知道是您本人了。请再按一次刚才的按钮，十分钟内有效。")
    return redirect("portal:my_privacy")


@require_POST
@login_required
def export(request):
    """Everything that is kept about her, as one JSON file; an open phone alone is not enough."""
    if not stepup.is_fresh(request):
        return redirect("portal:privacy_confirm")
    response = JsonResponse(personal.export(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate()}.json"'
    return response


@require_safe
def about(request):
    return render(request, "portal/about.html")


@require_safe
def privacy(request):
    return render(request, "portal/privacy.html")


@require_safe
def privacy_children(request):
    return render(request, "portal/privacy_children.html")


@require_safe
def accessibility(request):
    return render(request, "portal/accessibility.html")


@require_safe
def robots(request):
    return HttpResponse(ROBOTS, content_type="text/plain")
