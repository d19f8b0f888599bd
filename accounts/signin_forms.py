"""The forms of the door: a number, a code, a second factor."""

from contextlib import contextmanager

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as StockAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as StockReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as StockActivateForm
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html

from . import devices, limits, second_factor, text
from .fields import PlainTextField
from .phone_field import PhoneField
from .refusals import Refusal

_with_link = lazy(format_html, str)
_NOT_A_PASSKEY = "通行密钥没认出来，请再试一次。"


class PhoneForm(forms.Form):
    """The one door: the same for everybody, known or new."""

    phone = PhoneField(help_text="11 位，用来收验证码和活动通知，不会公开。")
    terms = forms.BooleanField(
        label=_with_link('<span>我看过并同意<a href="{}">个人信息保护说明</a></span>', reverse_lazy("portal:privacy")),
        error_messages={"required": "要先勾选同意，才能用手机号登录。"},
    )
    public = forms.BooleanField(label="这是公用手机或别人的手机", required=False, help_text="15 分钟不动就自己退出，关掉浏览器也退出。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _plain()


class NewPhoneForm(forms.Form):
    """The number that takes the place of hers."""

    phone = PhoneField(label="新手机号", help_text="验证码发到新手机号。换好以后，用新手机号登录。")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.helper = user, _plain()

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        if phone == self.user.phone:
            raise ValidationError("这就是您现在用的手机号。", code="same")
        return phone


class CodeField(forms.CharField):
    """Six digits; blanks, dashes and full-width digits are fine."""

    default_error_messages = {"required": "请填验证码。"}

    def __init__(self, *, label="验证码", **kwargs):
        kwargs.setdefault("widget", forms.TextInput())
        super().__init__(label=label, **kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code", "class": "form-control-code"})

    def to_python(self, value):
        return text.squeeze(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if not (len(value) == 6 and value.isascii() and value.isdigit()):
            raise ValidationError("验证码是 6 位数字，请再看一遍短信。", code="form")


class CodeForm(forms.Form):
    code = CodeField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _plain()


class FactorCodeField(forms.CharField):
    """Six digits of a TOTP app, or eight of a recovery code."""

    default_error_messages = {"required": "请填动态码。"}

    def __init__(self, **kwargs):
        super().__init__(label="动态码", widget=forms.TextInput(), help_text="手机上动态码软件里的 6 位数字；手机不在身边，就填一个 8 位恢复码。", **kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code", "class": "form-control-code"})

    def to_python(self, value):
        return text.squeeze(super().to_python(value))


class FactorCodeMixin:
    """Count before comparing; a code works once over all processes; afterwards the session has a new id."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"], self.helper = FactorCodeField(), _plain()

    def clean_code(self):
        code = self.cleaned_data["code"]
        caller = _count_factor(self.user)
        self.authenticator = second_factor.accept(self.user, code)
        if self.authenticator is None:
            raise ValidationError("这个码不对，或者刚才用过了。请等手机上换一个新的再输。", code="incorrect_code")
        limits.forget(limits.FACTOR_HERE, caller.here(_user_key(self.user)))
        return code


class AuthenticateForm(FactorCodeMixin, StockAuthenticateForm):
    """At signing in, after the SMS code."""


class ReauthenticateForm(FactorCodeMixin, StockReauthenticateForm):
    """Once more, before what matters or before the admin."""

    def save(self):
        super().save()
        devices.renew(context.request)


class ActivateForm(StockActivateForm):
    """The first code of a new TOTP app. The secret waits in the session sealed; proving it counts as showing the factor."""

    def __init__(self, *args, **kwargs):
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)
        self.fields["code"] = CodeField(label="软件里的 6 位数字")
        self.helper = _plain()
        self.secret = self._secret(new=not self.is_bound)

    def clean_code(self):
        code = self.cleaned_data["code"]
        _count_factor(self.user)
        if not second_factor.spend_totp(user_id=self.user.pk, secret=self.secret, code=code):
            raise ValidationError("对不上。请看手机上最新的 6 位数字，再输一次。", code="incorrect_code")
        return code

    def _secret(self, *, new):
        session = context.request.session
        if new or totp.SECRET_SESSION_KEY not in session:
            session[totp.SECRET_SESSION_KEY] = second_factor.seal(totp.generate_totp_secret(), self.user.pk)
        return second_factor.unseal(session[totp.SECRET_SESSION_KEY], self.user.pk)


class CredentialField(forms.JSONField):
    """What a browser's passkey answered; far smaller and flatter than what somebody may send by hand."""

    widget = forms.HiddenInput

    def to_python(self, value):
        if isinstance(value, str) and (len(value) > 20_000 or value.count("[") > 50):
            raise ValidationError(_NOT_A_PASSKEY, code="credential")
        value = super().to_python(value)
        if not isinstance(value, dict) or not isinstance(value.get("response"), dict):
            raise ValidationError(_NOT_A_PASSKEY, code="credential")
        return value


@contextmanager
def _foreign_bytes():
    """Whatever a parser or a signature check says about bytes from outside is one sentence, never a 500."""
    try:
        yield
    except ValidationError:
        raise
    except Exception as error:
        raise ValidationError(_NOT_A_PASSKEY, code="credential") from error


class AddPasskeyForm(AddWebAuthnForm):
    name = PlainTextField(label="叫什么名字", max_length=40, required=False, help_text="例如：我的华为手机。")
    credential = CredentialField()

    def clean(self):
        with _foreign_bytes():
            return super().clean()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _plain()


class CountedPasskeyMixin(forms.Form):
    credential = CredentialField()

    def clean_credential(self):
        _count(limits.PASSKEY_ADDRESS, limits.address_of(context.request))
        with _foreign_bytes():
            return super().clean_credential()


class LoginPasskeyForm(CountedPasskeyMixin, LoginWebAuthnForm):
    pass


class AuthenticatePasskeyForm(CountedPasskeyMixin, AuthenticateWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(CountedPasskeyMixin, ReauthenticateWebAuthnForm):
    def save(self):
        super().save()
        devices.renew(context.request)


def show_factor(request, authenticator):
    """Write into the session that she has just shown `authenticator`."""
    record_authentication(request, request.user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)


def _count_factor(user):
    caller = devices.caller(context.request, user.phone)
    _count(limits.FACTOR_HOUR, caller.of(_user_key(user)))
    _count(limits.FACTOR_HERE, caller.here(_user_key(user)))
    return caller


def _count(limit, subject):
    try:
        limits.take((limit, subject))
    except Refusal as refusal:
        raise ValidationError(str(refusal), code="too_often") from refusal


def _user_key(user):
    return f"user {user.pk}"


def _plain():
    helper = FormHelper()
    helper.form_tag = False
    return helper
