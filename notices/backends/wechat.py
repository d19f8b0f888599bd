"""Template messages of a WeChat service account (服务号), and the one call that learns an openid.

Sources: developers.weixin.qq.com "获取稳定版接口调用凭据", "发送模板消息", "网页授权". WeChat takes the same client_msg_id for one person once
only, for ten minutes; it cannot be asked afterwards, so an unsure message is sent again within that time and by SMS later.
"""

import hashlib
import json
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache

from .. import http
from . import Refused, Unsure

SAME_NUMBER_FOR = timedelta(minutes=9)
KEPT_UNDER = "wechat-access-token"
TOKEN_IS_WORN = {40001, 40014, 42001}
# She left the account, refused its messages, or the account or the template is not what was agreed: SMS will do.
FOR_GOOD = {40003, 40037, 41028, 41029, 41030, 43004, 43019, 43101, 43107, 45009, 47003, 48001}
LETTERS = 20  # of a thing.DATA field


class NoOpenid(OSError):
    """WeChat does not know the code: it was used before, or is older than five minutes."""


def send(*, openid, words, key, kind):
    """Send the title and body of a Text to `openid`. Returns WeChat's number of the message. Raises Refused, Unsure, OSError."""
    message = {
        "touser": openid,
        "template_id": settings.WECHAT_TEMPLATE_ID,
        # A link to her own list: what is confidential has no address in a message.
        "url": f"{settings.SITE_URL}{'/my/notices/' if words.neutral or not words.link else words.link}",
        "client_msg_id": hashlib.sha256(key.encode()).hexdigest()[:32],
        "data": dict(zip(settings.WECHAT_TEMPLATE_FIELDS, ({"value": _short(text)} for text in (words.title, words.body or "点开看")), strict=True)),
    }
    for fresh in (False, True):
        answer = _post("/cgi-bin/message/template/send", {"access_token": access_token(fresh=fresh)}, message)
        code = answer.get("errcode", 0)
        if code == 0:
            return str(answer.get("msgid", ""))
        if code not in TOKEN_IS_WORN:
            break
    raise Refused(str(code)) if code in FOR_GOOD else OSError(str(code))


def access_token(*, fresh=False):
    """Return the account's token, shared by all processes; `fresh` when the one that is known does not hold any more."""
    token = None if fresh else cache.get(KEPT_UNDER)
    if token is None:
        app = {"grant_type": "client_credential", "appid": settings.WECHAT_APP_ID, "secret": settings.WECHAT_APP_SECRET, "force_refresh": fresh}
        answer = _post("/cgi-bin/stable_token", {}, app)
        token = answer.get("access_token")
        if not token:
            raise OSError(str(answer.get("errcode")))
        cache.set(KEPT_UNDER, token, max(int(answer.get("expires_in", 7200)) - 300, 60))
    return token


def openid_of(code):
    """Return the openid behind the code with which WeChat sent somebody back to us. Raises NoOpenid, OSError."""
    query = {"appid": settings.WECHAT_APP_ID, "secret": settings.WECHAT_APP_SECRET, "code": code, "grant_type": "authorization_code"}
    _, body = http.request("GET", f"{settings.WECHAT_ENDPOINT}/sns/oauth2/access_token?{urlencode(query)}")
    openid = _read(body).get("openid")
    if not openid:
        raise NoOpenid
    return openid


def _post(path, query, data):
    url = f"{settings.WECHAT_ENDPOINT}{path}" + (f"?{urlencode(query)}" if query else "")
    _, body = http.request("POST", url, headers={"Content-Type": "application/json"}, body=json.dumps(data, ensure_ascii=False).encode())
    return _read(body)


def _read(body):
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Unsure("not JSON")
    return answer


def _short(text):
    return text if len(text) <= LETTERS else text[: LETTERS - 1] + "…"
