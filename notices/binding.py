"""Connecting a WeChat account with an account here, and taking it apart again. The only place that writes WeChatBinding."""

import hmac
import time
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from accounts import crypto
from accounts.refusals import Refusal

from .models import WeChatBinding

GOOD_FOR = 600  # seconds
SALT = "notices.wechat"
AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize"
BACK = "/my/notices/wechat/back/"


class TooLate(Refusal):
    sentence = "这一步等得久了。请再按一次“连上微信”。"


class TakenElsewhere(Refusal):
    sentence = "这个微信已经和另一个账号连着。请先在那个账号里解开。"


def state_of(user, session_key, *, at=None):
    """Return the letters that travel through WeChat and come back: good for this person, this sign-in, ten minutes (letters and digits only)."""
    moment = f"{int(time.time()) if at is None else at:08x}"
    return moment + salted_hmac(SALT, f"{user.pk}:{session_key}:{moment}", algorithm="sha256").hexdigest()


def require_state(state, user, session_key):
    """Raise TooLate unless `state` is ours, of this person and sign-in, and fresh."""
    try:
        at = int(state[:8], 16)
    except ValueError:
        raise TooLate from None
    if not hmac.compare_digest(state.encode(), state_of(user, session_key, at=at).encode()) or not 0 <= time.time() - at <= GOOD_FOR:
        raise TooLate


def address(user, session_key):
    """Return where she is sent: WeChat asks her nothing (snsapi_base) and sends her back to BACK."""
    back = quote(f"{settings.SITE_URL}{BACK}", safe="")
    state = state_of(user, session_key)
    return f"{AUTHORIZE}?appid={settings.WECHAT_APP_ID}&redirect_uri={back}&response_type=code&scope=snsapi_base&state={state}#wechat_redirect"


def ticket(user, openid):
    """Return what the form of the last step carries."""
    return signing.dumps({"user": user.pk, "openid": openid}, salt=SALT)


@transaction.atomic
def bind(*, user, ticket):
    """Tell `user` by the WeChat account of `ticket` from now on. Raises TooLate, TakenElsewhere."""
    try:
        said = signing.loads(ticket, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        raise TooLate from None
    if said["user"] != user.pk:
        raise TooLate
    mark = crypto.fingerprint(said["openid"], purpose="wechat")
    WeChatBinding.objects.filter(user=user).exclude(openid_hmac=mark).delete()
    if WeChatBinding.objects.filter(user=user).exists():
        return
    try:
        with transaction.atomic():
            WeChatBinding.objects.create(user=user, openid=said["openid"], openid_hmac=mark)
    except IntegrityError:
        raise TakenElsewhere from None


@transaction.atomic
def unbind(*, user):
    """Take the WeChat account of `user` away again."""
    WeChatBinding.objects.filter(user=user).delete()
