"""SMS through Aliyun 短信服务 (Dysmsapi 2017-05-25): SendSms and QuerySendDetails, signed with ACS3-HMAC-SHA256.

Sources: help.aliyun.com "V3版本请求体&签名机制", "SendSms", "QuerySendDetails", "API 错误码". Our key travels as OutId. The provider
does not refuse an OutId that it knows, so whoever is unsure asks first (notices.outbox).
"""

import hashlib
import hmac
import json
import uuid
from datetime import timedelta
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils import timezone

from .. import http, sms_templates
from . import Found, Refused, Unsure

VERSION = "2017-05-25"
ALGORITHM = "ACS3-HMAC-SHA256"
# A text, a number or a template that will not be right next time either.
FOR_GOOD = {
    "isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT", "isv.INVALID_PARAMETERS", "isv.INVALID_JSON_PARAM", "isv.SMS_TEMPLATE_ILLEGAL",
    "isv.SMS_SIGNATURE_ILLEGAL", "isv.SMS_SIGN_ILLEGAL", "isv.SMS_SIGNATURE_SCENE_ILLEGAL", "isv.TEMPLATE_MISSING_PARAMETERS", "isv.TEMPLATE_PARAMS_ILLEGAL",
    "isv.PARAM_LENGTH_LIMIT", "isv.PARAM_NOT_SUPPORT_URL", "isv.BLACK_KEY_CONTROL_LIMIT", "isv.SMS_CONTENT_ILLEGAL",
}  # fmt: skip
# The provider broke while it had the message in hand.
PERHAPS_TAKEN = {"isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "InternalError", "ServiceUnavailable"}
A_PAGE, PAGES = 50, 20  # the provider's most, and more than anybody gets in a day
STATES = {1: "sent", 2: "failed", 3: "delivered"}


def send(phone, words, key):
    """Send `words` by the template that they fit. Returns the BizId. Raises Refused, Unsure, OSError (not taken, ask again later)."""
    sign, code, values = sms_templates.find(words)
    params = {"PhoneNumbers": _national(phone), "SignName": sign, "TemplateCode": code, "TemplateParam": json.dumps(values, ensure_ascii=False), "OutId": key}
    answer = _call("SendSms", params)
    if answer.get("Code") == "OK":
        return answer.get("BizId", "")
    raise _refusal(answer)


def find(phone, key, since, receipt=""):
    """Return what became of the message with our `key` that was given at `since`: a Found, or None. Raises OSError."""
    first = timezone.localdate(since)
    days = dict.fromkeys((first, min(first + timedelta(days=1), timezone.localdate())))  # given just before midnight
    for day in days:
        for entry in _details(_national(phone), day, receipt):
            if entry.get("OutId") == key:
                return Found(STATES.get(entry.get("SendStatus"), "sent"), receipt, str(entry.get("ErrCode", "")))
    return None


def _details(number, day, receipt):
    """Yield what the provider knows of one number and day, page by page."""
    for page in range(1, PAGES + 1):
        params = {"PhoneNumber": number, "SendDate": f"{day:%Y%m%d}", "PageSize": str(A_PAGE), "CurrentPage": str(page)}
        answer = _call("QuerySendDetails", params | ({"BizId": receipt} if receipt else {}))
        if answer.get("Code") != "OK":
            raise OSError(str(answer.get("Code")))
        entries = (answer.get("SmsSendDetailDTOs") or {}).get("SmsSendDetailDTO") or []
        yield from entries
        if len(entries) < A_PAGE:
            return


def _national(phone):
    return phone.removeprefix("+86")


def _refusal(answer):
    code = str(answer.get("Code"))
    if code in FOR_GOOD:
        return Refused(code)
    return Unsure(code) if code in PERHAPS_TAKEN else OSError(code)


def _call(action, params):
    endpoint = settings.ALIYUN_ENDPOINT
    query, headers = signed(
        host=urlsplit(endpoint).netloc, action=action, params=params, date=f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}", nonce=uuid.uuid4().hex,
        key_id=settings.ALIYUN_KEY_ID, secret=settings.ALIYUN_KEY_SECRET,
    )  # fmt: skip
    status, body = http.request("POST", f"{endpoint}/?{query}", headers=headers)
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or (status >= 500 and "Code" not in answer):
        raise Unsure(f"HTTP {status}")
    return answer


def signed(*, host, action, params, date, nonce, key_id, secret, version=VERSION):
    """Return (query, headers) of a signed RPC request with an empty body."""
    query = "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in sorted(params.items()))
    empty = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host, "x-acs-action": action, "x-acs-content-sha256": empty, "x-acs-date": date, "x-acs-signature-nonce": nonce, "x-acs-version": version,
    }  # fmt: skip
    names = ";".join(sorted(headers))
    canonical = "\n".join(["POST", "/", query, "".join(f"{name}:{headers[name]}\n" for name in sorted(headers)), names, empty])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    headers.pop("host")  # the connection sends it
    return query, {**headers, "Authorization": f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"}


def _escaped(text):
    return quote(text, safe="-_.~")
