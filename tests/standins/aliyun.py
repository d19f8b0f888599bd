"""Aliyun Dysmsapi as far as we use it: checks the ACS3 signature by itself, keeps what it took by our key, says what became of it."""

import hashlib
import hmac
import json
import time
from collections import defaultdict
from urllib.parse import quote

from .server import StandIn

KEY_ID, SECRET = "LTAI-of-a-test", "secret-of-a-test"
ENV = {"SMS_BACKEND": "aliyun", "ALIYUN_KEY_ID": KEY_ID, "ALIYUN_KEY_SECRET": SECRET}


class Aliyun(StandIn):
    """`taken` {key: [messages]}; `states` {key: 1 on its way, 2 failed, 3 arrived}; `refuses` {11 digits: code}."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.taken, self.states, self.refuses, self.nonces = defaultdict(list), {}, {}, set()

    def answer(self, method, parts, query, headers, body):
        fault = self.fault_of_signature(method, parts, headers, body)
        if fault:
            return 400, {"Code": fault, "Message": fault, "RequestId": "R"}, False
        if headers["x-acs-action"] == "SendSms":
            return self.send(query)
        return self.details(query)

    def send(self, query):
        code = self.refuses.get(query["PhoneNumbers"])
        if code:
            return 200, {"Code": code, "Message": code, "RequestId": "R"}, False
        words = {"phone": query["PhoneNumbers"], "sign": query["SignName"], "template": query["TemplateCode"], "values": json.loads(query["TemplateParam"])}
        key = query["OutId"]
        self.taken[key].append(words | {"at": time.strftime("%Y%m%d", time.gmtime(time.time() + 8 * 3600)), "biz": f"{len(self.taken)}^0"})
        self.states.setdefault(key, 1)
        return 200, {"Code": "OK", "Message": "OK", "RequestId": "R", "BizId": self.taken[key][-1]["biz"]}, True

    def details(self, query):
        found = [
            {"OutId": key, "SendStatus": self.states[key], "ErrCode": "DELIVERED" if self.states[key] == 3 else "UNKNOWN", "PhoneNum": one["phone"]}
            for key, messages in self.taken.items()
            for one in messages
            if one["phone"] == query["PhoneNumber"] and query.get("BizId") in (None, one["biz"]) and query["SendDate"] == one["at"]
        ]
        size = int(query["PageSize"])
        if not 1 <= size <= 50:
            return 200, {"Code": "isv.INVALID_PARAMETERS"}, False
        start = (int(query["CurrentPage"]) - 1) * size
        page = found[::-1][start : start + size]  # the newest first
        return 200, {"Code": "OK", "Message": "OK", "RequestId": "R", "TotalCount": str(len(found)), "SmsSendDetailDTOs": {"SmsSendDetailDTO": page}}, False

    def fault_of_signature(self, method, parts, headers, body):
        """Build the signature anew from what arrived, by the provider's description."""
        words = headers.get("Authorization", "")
        if not words.startswith("ACS3-HMAC-SHA256 "):
            return "IncompleteSignature"
        fields = dict(part.split("=", 1) for part in words.removeprefix("ACS3-HMAC-SHA256 ").split(","))
        names = fields["SignedHeaders"].split(";")
        if names != sorted(names) or not {"host", "x-acs-action", "x-acs-date", "x-acs-version", "x-acs-content-sha256", "x-acs-signature-nonce"} <= set(names):
            return "IncompleteSignature"
        if headers["x-acs-content-sha256"] != hashlib.sha256(body).hexdigest() or fields["Credential"] != KEY_ID:
            return "InvalidAccessKeyId.NotFound"
        if headers["x-acs-version"] != "2017-05-25" or headers["x-acs-signature-nonce"] in self.nonces:
            return "SignatureNonceUsed"
        self.nonces.add(headers["x-acs-signature-nonce"])
        pairs = sorted(part.partition("=")[::2] for part in parts.query.split("&"))
        if any(quote(name, safe="-_.~%") != name or quote(value, safe="-_.~%") != value for name, value in pairs):
            return "SignatureDoesNotMatch"
        lines = [method, "/", "&".join(f"{name}={value}" for name, value in pairs)]
        lines += ["".join(f"{name}:{headers[name].strip()}\n" for name in names), ";".join(names), headers["x-acs-content-sha256"]]
        to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256("\n".join(lines).encode()).hexdigest()
        right = hmac.new(SECRET.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        return "" if hmac.compare_digest(right, fields["Signature"]) else "SignatureDoesNotMatch"
