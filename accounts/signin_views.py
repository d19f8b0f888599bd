"""The one door: number, code, in. Sign-in is sign-up; nothing before the right code tells whether a number is known."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from . import codes, devices, joining, limits, paths, stepup
from .adapter import PUBLIC_PHONE
from .models import SignInAttempt
from .phones import change
from .refusals import Refusal
from .signin_forms import CodeForm, NewPhoneForm, PhoneForm

DOOR, STEP_UP, NEW_PHONE = "door", "stepup", "new_phone"  # where the session keeps the attempt of each
Purpose = SignInAttempt.Purpose


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    """Ask for her number and send a code to it."""
    wanted = paths.asked_for(request)
    if request.user.is_authenticated:
        return redirect(wanted or settings.LOGIN_REDIRECT_URL)
    form = PhoneForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                attempt = _send(request, form.cleaned_data["phone"], Purpose.SIGN_IN)
            except Refusal as refusal:
                form.add_error("phone", str(refusal))
                status = _status(refusal)
            else:
                request.session[DOOR] = {"attempt": str(attempt.uid), "next": wanted, "public": form.cleaned_data["public"]}
                return redirect("account_confirm_login_code")
    context = {"form": form, "next": wanted, "ended": devices.ENDED in request.GET}
    return render(request, "account/login.html", context, status=status)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request):
    """Ask for the code; the right one signs her in, or lets her in for the first time."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    began = request.session.get(DOOR)
    if not began:
        return redirect("account_login")

    def enter(phone):
        del request.session[DOOR]
        user = joining.known_or_new(phone=phone)
        request.session[PUBLIC_PHONE] = began["public"]
        record_authentication(request, user, "code")
        return perform_login(request, Login(user=user, redirect_url=began["next"] or None))

    words = {"title": "输入验证码", "button": "登录", "back": reverse("account_login"), "back_words": "换个手机号"}
    return _code_page(request, DOOR, Purpose.SIGN_IN, enter, words)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request):
    """GET asks, POST signs out and asks the browser to forget the pages and cookies of this site."""
    if request.method == "POST":
        devices.leave(request)
        response = redirect(settings.LOGOUT_REDIRECT_URL)
        response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        for cookie in (devices.KNOWN_COOKIE, "area", "areas"):
            response.delete_cookie(cookie)
        response.delete_cookie("door_key", path="/admin/today/door/")  # opens what a keeper's phone kept of today's lists (positions.door)
        return response
    if not request.user.is_authenticated:
        return redirect(settings.LOGOUT_REDIRECT_URL)
    return render(request, "account/logout.html")


@never_cache
@require_safe
def inactive(request):
    return render(request, "account/account_inactive.html")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def step_up(request):
    """She shows once more that it is she, by a code to her own number; then back to what she wanted."""
    if not request.user.is_authenticated or stepup.is_fresh(request):
        return redirect(paths.asked_for(request, settings.LOGIN_REDIRECT_URL))
    began, wanted = request.session.get(STEP_UP), paths.asked_for(request)
    if request.POST.get("action") == "send":
        try:
            attempt = _send(request, request.user.phone, Purpose.STEP_UP)
        except Refusal as refusal:
            return render(request, "account/stepup.html", {"next": wanted, "refusal": refusal}, status=_status(refusal))
        request.session[STEP_UP] = {"attempt": str(attempt.uid), "next": wanted}
        return redirect("accounts:stepup")
    if not began or (wanted and request.method != "POST"):  # she begins (again)
        return render(request, "account/stepup.html", {"next": wanted})

    def enter(phone):
        del request.session[STEP_UP]
        record_authentication(request, request.user, "code", reauthenticated=True)
        devices.renew(request)
        return redirect(began["next"] or settings.LOGIN_REDIRECT_URL)

    words = {"title": "输入验证码", "button": "确认", "back": began["next"] or settings.LOGIN_REDIRECT_URL, "back_words": "返回"}
    return _code_page(request, STEP_UP, Purpose.STEP_UP, enter, words)


@never_cache
@stepup.required
@require_http_methods(["GET", "HEAD", "POST"])
def new_phone(request):
    """Ask for the new number and send a code to it."""
    form = NewPhoneForm(request.POST or None, user=request.user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                attempt = _send(request, form.cleaned_data["phone"], Purpose.NEW_PHONE)
            except Refusal as refusal:
                form.add_error("phone", str(refusal))
                status = _status(refusal)
            else:
                request.session[NEW_PHONE] = {"attempt": str(attempt.uid)}
                return redirect("accounts:new_phone_code")
    return render(request, "account/new_phone.html", {"form": form}, status=status)


@never_cache
@sensitive_post_parameters("code")
@stepup.required
@require_http_methods(["GET", "HEAD", "POST"])
def new_phone_code(request):
    """The right code makes the new number hers; every other device has to sign in with it."""
    if not request.session.get(NEW_PHONE):
        return redirect("accounts:new_phone")

    def enter(phone):
        del request.session[NEW_PHONE]
        change(request=request, phone=phone)
        return redirect("accounts:devices")

    words = {"title": "输入验证码", "button": "换成这个号", "back": reverse("accounts:new_phone"), "back_words": "换个手机号"}
    return _code_page(request, NEW_PHONE, Purpose.NEW_PHONE, enter, words)


def _send(request, phone, purpose):
    return codes.send(phone=phone, purpose=purpose, caller=devices.caller(request, phone))


def _code_page(request, key, purpose, enter, words):
    """Show and judge the page on which a code is typed. `enter(phone)` gives the answer once it was the right one."""
    began = request.session[key]
    attempt = SignInAttempt.objects.filter(uid=began["attempt"], purpose=purpose).first()
    if attempt is None:  # swept away long after its time
        del request.session[key]
        return redirect("account_login")
    phone, status, form, refusal = attempt.phone, 200, CodeForm(), None
    caller = devices.caller(request, phone)
    if request.POST.get("action") == "resend":
        try:
            attempt = _send(request, phone, purpose)
        except Refusal as no:
            refusal, status = no, _status(no)
        else:
            request.session[key] = {**began, "attempt": str(attempt.uid)}
            return redirect(request.path)
    elif request.method == "POST":
        form = CodeForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                return enter(codes.check(attempt=attempt.uid, code=form.cleaned_data["code"], caller=caller))
            except Refusal as no:
                form.add_error("code", str(no))
                status = _status(no)
    resend_in = codes.resend_in(phone, caller)
    form.fields["code"].help_text = f"收不到？{f'{resend_in} 秒后' if resend_in else '现在'}可以重发，也请看看拦截短信。"
    context = {"form": form, "phone": phone, "resend_in": resend_in, "refusal": refusal, **words}
    return render(request, "account/code.html", context, status=status)


def _status(refusal):
    return 429 if isinstance(refusal, limits.TooOften) else 503 if isinstance(refusal, codes.SmsDown) else 422
