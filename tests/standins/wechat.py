"""WeChat's service account as far as we use it: one token that holds, one message for each client_msg_id, codes that are good once."""

import json

from .server import StandIn


class WeChat(StandIn):
    """`taken` {client_msg_id: message}; `refuses` {openid: errcode}; `codes` {code: openid}; set `token` to another to wear the old one out."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.taken, self.refuses, self.codes, self.token, self.given = {}, {}, {}, "token-1", 0

    def answer(self, method, parts, query, headers, body):
        said = json.loads(body) if body else {}
        if parts.path == "/cgi-bin/stable_token":
            if (said["appid"], said["secret"], said["grant_type"]) != ("wx-of-a-test", "secret", "client_credential"):
                return 200, {"errcode": 40013, "errmsg": "invalid appid"}, False
            self.given += 1
            return 200, {"access_token": self.token, "expires_in": 7200}, False
        if parts.path == "/sns/oauth2/access_token":
            openid = self.codes.pop(query["code"], None)
            return 200, {"openid": openid} if openid else {"errcode": 40029, "errmsg": "invalid code"}, False
        return self.send(query, said)

    def send(self, query, said):
        if query.get("access_token") != self.token:
            return 200, {"errcode": 40001, "errmsg": "invalid credential"}, False
        if said["touser"] in self.refuses:
            return 200, {"errcode": self.refuses[said["touser"]], "errmsg": "no"}, False
        if any(len(field["value"]) > 20 for field in said["data"].values()):
            return 200, {"errcode": 47003, "errmsg": "argument invalid"}, False
        self.taken.setdefault(said["client_msg_id"], said)
        return 200, {"errcode": 0, "errmsg": "ok", "msgid": 20016383600 + list(self.taken).index(said["client_msg_id"])}, True
