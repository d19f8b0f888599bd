"""The error pages, in the dress of the site: what happened, what was kept, what to do now. Never a traceback.

Django finds the handlers by name in `fuliancenter.urls`; `csrf_failure` is a setting; 405 and 413 come from the middleware.
"""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from portal.context import switches

# status → (title, what happened and what to do)
WORDS = {
    400: ("这个链接没能打开", "链接里有我们看不懂的字，可能抄漏了，或者被改过。请从首页重新找。"),
    403: ("这里您不能看", "您登录的身份没有这个权限。要是弄错了，请找负责您这一片的工作人员。"),
    404: ("敲了门，没有人应", "这个页面不在了，可能链接抄漏了字，或者活动已经撤下。"),
    405: ("这个页面不能这样打开", "请不要直接打开这个地址，从上一页的按钮点进来。您的资料没有变动。"),
    413: ("传上来的东西太大了", "照片一张要小于 20 MB。请按返回，在相册里裁小一点，或者换成截图，再传一次。别的内容还在。"),
    429: ("点得太快了", "请等 1 分钟再试。没有重复预约，也没有多发短信。"),
}
CSRF = ("这次没有提交成功", "这一页开得太久，或者开了两个窗口。请按返回，刷新后再提交一次，您填的还在。")
# The last resort, when even the template of the 500 cannot be read.
PLAIN_500 = (
    "<!doctype html><html lang=zh-CN><meta charset=utf-8><meta name=viewport content='width=device-width'><title>我们这边出了毛病</title>"
    "<h1>我们这边出了毛病</h1><p>不是您的操作问题。请过几分钟再试，急事请打 12338。</p><p><a href='/'>回首页</a></p>"
)


def _page(request, status, words=None):
    """Render one error page. The help zone keeps its neutral title and its exit here too."""
    title, text = words or WORDS[status]
    base = "base_help.html" if request.path.startswith("/help/") else "base.html"
    context = {"base": base, "status": status, "heading": title, "words": text, "in_admin": request.path.startswith("/admin/")}
    return render(request, "frame/error.html", context, status=status)


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(request, 400)


def forbidden(request, exception=None):
    return _page(request, 403)


def not_found(request, exception=None):
    return _page(request, 404)


def wrong_method(request, *, allowed):
    """405 with a body; `allowed` is the Allow header of the view's own bare answer."""
    response = _page(request, 405)
    response.headers["Allow"] = allowed
    return response


def too_large(request):
    return _page(request, 413)


def too_many(request, exception=None):
    response = _page(request, 429)
    response.headers["Retry-After"] = "60"
    return response


def csrf_failure(request, reason=""):
    """A missing, old or foreign form token: 403, in words that lead back to what was typed."""
    return _page(request, 403, CSRF)


def server_error(request):
    """500: no database, no session, no context processor is asked; the number is the one in the log."""
    context = {
        **switches(request, ask_account=False),
        "hotline": settings.HOTLINE,
        "quick_exit_url": settings.QUICK_EXIT_URL,
        "number": getattr(request, "id", ""),
        "was_post": request.method not in ("GET", "HEAD"),
        "calm": request.path.startswith("/help/"),
        "again": request.path if request.method in ("GET", "HEAD") else "",
    }
    try:
        body = render_to_string("500.html", context)
    except Exception:  # the house itself may be what is broken: a missing file, a full disk
        body = PLAIN_500
    return HttpResponse(body, status=500)
