"""Setting up and showing the second factor: allauth's views, behind a step up, with our forms."""

from allauth.account.internal.decorators import login_not_required
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import devices, limits, paths, second_factor, stepup
from .signin_forms import show_factor

ONWARD = "after_factor"  # where she was going when she was sent to set up a factor


@never_cache
@require_safe
@login_required
def index(request):
    """What she has set up, and what she can add."""
    mine = Authenticator.objects.filter(user=request.user).order_by("created_at")
    context = {
        "totp": next((one for one in mine if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in mine if one.type == Authenticator.Type.WEBAUTHN],
        "recovery": next((one for one in mine if one.type == Authenticator.Type.RECOVERY_CODES), None),
        "must": request.user.is_staff,
    }
    if context["recovery"]:
        context["left"] = 10 - context["recovery"].data["used_mask"].bit_count()
    return render(request, "mfa/index.html", context)


class Page:
    """What all of them share: no method but these (Django's DeleteView would take DELETE), and 422 for a form with something to mend."""

    http_method_names = ("get", "head", "post")

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


@method_decorator(never_cache, name="dispatch")
class Authenticate(Page, base.AuthenticateView):
    """At signing in: the six digits of the app, a recovery code, or a passkey."""


@method_decorator(never_cache, name="dispatch")
class Reauthenticate(Page, base.ReauthenticateView):
    """Once more, by code."""


@method_decorator(never_cache, name="dispatch")
class ReauthenticatePasskey(Page, webauthn.ReauthenticateWebAuthnView):
    """Once more, by passkey."""

    def form_invalid(self, form):
        messages.error(self.request, "通行密钥没认出来，请再试一次。")
        return redirect(self.request.get_full_path())


@method_decorator([never_cache, stepup.required], name="dispatch")
class Activate(Page, totp.ActivateTOTPView):
    def get(self, request, *args, **kwargs):
        request.session[ONWARD] = paths.asked_for(request)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return {**context, "must": self.request.user.is_staff, "key_groups": [secret[at : at + 4] for at in range(0, len(secret), 4)]}

    def form_valid(self, form):
        response = super().form_valid(form)
        show_factor(self.request, Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP))
        devices.end_others(self.request)
        return response


@method_decorator([never_cache, stepup.required], name="dispatch")
class Deactivate(Page, totp.DeactivateTOTPView):
    template_name = "mfa/totp/deactivate_form.html"

    def form_valid(self, form):
        response = super().form_valid(form)
        second_factor.forget_gone(self.request)
        devices.end_others(self.request)
        return response


@method_decorator([never_cache, stepup.required], name="dispatch")
class RecoveryCodes(Page, recovery.ViewRecoveryCodesView):
    """Shown once, after they were made; afterwards only how many are left."""

    def get_context_data(self, **kwargs):
        onward = self.request.session.get(ONWARD) or (reverse("admin:index") if self.request.user.is_staff else reverse("mfa_index"))
        return {**super().get_context_data(**kwargs), "onward": onward}


@method_decorator([never_cache, stepup.required], name="dispatch")
class NewRecoveryCodes(Page, recovery.GenerateRecoveryCodesView):
    def form_invalid(self, form):
        return redirect("mfa_index")


@method_decorator([never_cache, stepup.required], name="dispatch")
class AddPasskey(Page, webauthn.AddWebAuthnView):
    def form_valid(self, form):
        response = super().form_valid(form)
        show_factor(self.request, Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.WEBAUTHN).latest("pk"))
        devices.end_others(self.request)
        return response


@method_decorator([never_cache, stepup.required], name="dispatch")
class RemovePasskey(Page, webauthn.RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form):
        response = super().form_valid(form)
        second_factor.forget_gone(self.request)
        devices.end_others(self.request)
        return response


@method_decorator([never_cache, login_not_required], name="dispatch")
class LoginPasskey(Page, webauthn.LoginWebAuthnView):
    """A passkey alone signs in. GET (for the script) gives the challenge."""

    def get(self, request, *args, **kwargs):
        try:
            limits.take((limits.PASSKEY_ADDRESS, limits.address_of(request)))
        except limits.TooOften as refusal:
            return JsonResponse({"said": str(refusal)}, status=429)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        wanted = paths.asked_for(self.request)
        authenticator = form.cleaned_data["credential"]
        login = webauthn.Login(user=authenticator.user, redirect_url=wanted or None)
        return webauthn.flows.perform_passwordless_login(self.request, authenticator, login)

    def form_invalid(self, form):
        messages.error(self.request, "通行密钥没认出来。请用验证码登录，或者再试一次。")
        return redirect("account_login")
