"""What django-allauth asks of us: numbers, sessions, secrets, and the sentences it says."""

import logging
from io import BytesIO

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils.crypto import get_random_string

from . import codes, devices, limits, masks, paths, second_factor, stepup
from .models import User

NAME = "泉州妇联邻里中心"
PUBLIC_PHONE = "sign_in_public"  # in the session from the first form until the sign-in is complete
SAID = {  # which of allauth's messages are worth her while; all others stay unsaid
    "mfa/messages/totp_activated.txt": "动态码开通好了。",
    "mfa/messages/totp_deactivated.txt": "动态码停用了。",
    "mfa/messages/webauthn_added.txt": "通行密钥加好了。",
    "mfa/messages/webauthn_removed.txt": "通行密钥删掉了。",
}
TOLD = {  # what the phone of the account hears when a factor changes
    "mfa/email/totp_activated": "您的账号开通了动态码",
    "mfa/email/totp_deactivated": "您的账号停用了动态码",
    "mfa/email/recovery_codes_generated": "您的账号换了一组恢复码",
    "mfa/email/webauthn_added": "您的账号加了一把通行密钥",
    "mfa/email/webauthn_removed": "您的账号删了一把通行密钥",
}
TOLD_WORDS = "【泉州妇联】{what}。不是您本人办的，请马上打{hotline}。"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "这个账号停用了。",
        "incorrect_code": "验证码不对，请再看一遍。",
        "rate_limited": "按得太快了，请过一会儿再试。",
        "too_many_login_attempts": "试得太勤了，请过一会儿再试。",
    }

    def get_login_stages(self):
        return ["allauth.mfa.stages.AuthenticateStage"]

    def login(self, request, user):
        public = request.session.pop(PUBLIC_PHONE, False)
        super().login(request, user)
        devices.begin(request, user, public=public)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        devices.note_kind(request)
        if request.session[devices.FACTS]["kind"] != devices.PUBLIC:
            devices.remember(response, user)
        return response

    def is_safe_url(self, url):
        return paths.is_ours(url)

    def get_client_ip(self, request):
        return limits.address_of(request)

    def is_open_for_signup(self, request):
        return False

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        words = message or SAID.get(message_template)
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        tell_of_change(user, TOLD[template_prefix])

    def is_reauthentication_required(self, *, app, **kwargs):
        return not stepup.is_fresh(context.request)

    def get_reauthentication_methods(self, user):
        return super().get_reauthentication_methods(user) or [{"id": "sms", "description": "用短信验证码", "url": reverse("accounts:stepup")}]

    def get_user_by_phone(self, phone):
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user):
        return user.phone, user.phone_verified

    def set_phone(self, user, phone, verified):
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user, phone):
        self.set_phone(user, phone, True)

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        codes.tell(phone, codes.WORDS.format(code=code), key=f"code:{user.pk}:{get_random_string(8)}")


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "现在不能停用。",
        "cannot_generate_recovery_codes": "先开通动态码或通行密钥，才有恢复码。",
        "incorrect_code": "这个码不对，请看手机上最新的 6 位数字。",
    }

    def encrypt(self, text):
        return second_factor.seal(text, second_factor.whose(context.request))

    def decrypt(self, encrypted_text):
        return second_factor.unseal(encrypted_text, second_factor.whose(context.request))

    def get_totp_issuer(self):
        return NAME

    def _get_user_identifier(self, user):
        return masks.phone(user.phone)

    def _get_site_name(self):
        return NAME

    def build_totp_svg(self, url):
        out = BytesIO()
        segno.make(url, error="m", micro=False).save(out, kind="svg", scale=5, border=3, dark="#000", light="#fff", xmldecl=False)
        return out.getvalue().decode()

    def generate_authenticator_name(self, user, type):
        return "通行密钥"


def name_of(user):
    """Return how pages and passkeys call `user`."""
    return user.get_full_name()


def tell_of_change(user, what):
    """Tell the phone of the account that something about signing in changed. A failing SMS is logged, the change stands."""
    try:
        codes.tell(user.phone, TOLD_WORDS.format(what=what, hotline=settings.HOTLINE), key=f"account:{user.pk}:{get_random_string(8)}")
    except codes.SmsDown:
        logging.getLogger(__name__).error("user %s could not be told of a change of her sign-in", user.pk)
