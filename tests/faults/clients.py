"""Many people at their phones at once: plain HTTP over keep-alive connections, and what each of them was told."""

import http.client
import threading
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

CSRF = "r" * 32


@dataclass
class Told:
    """The answer that one person saw; `status` 0 when the connection broke before any came."""

    attendee: int
    status: int
    location: str = ""
    body: str = ""

    @property
    def code(self):
        """The code of the ticket she was sent to, if she was."""
        return self.location.rstrip("/").rsplit("/", 1)[-1] if self.status == 302 and "/bookings/" in self.location else ""


def press(url, *, cookies, session, attendee, wait=False, key=None):
    """Press the button of a session's booking page once. Returns Told."""
    body = {"attendee": attendee, "key": key or uuid4().hex, **({"wait": "1"} if wait else {})}
    return _post(url, f"/sessions/{session}/book/", body, cookies, attendee)


def answer(url, *, cookies, code, go):
    """Answer an offer once: go is "yes" or "pass". Returns Told."""
    return _post(url, f"/bookings/{code}/answer/", {"go": go}, cookies, 0)


def _post(url, path, body, cookies, attendee):
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    head = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": "; ".join(f"{k}={v}" for k, v in {"csrf": CSRF, **cookies}.items())}
    try:
        connection.request("POST", path, urlencode({"csrfmiddlewaretoken": CSRF, **body}), head)
        answer = connection.getresponse()
        return Told(attendee, answer.status, answer.getheader("Location", ""), answer.read().decode(errors="replace"))
    except (OSError, http.client.HTTPException):
        return Told(attendee, 0)
    finally:
        connection.close()


def all_at_once(deeds):
    """Run every deed (a callable) in a thread of its own, let go by one gate. Returns what they returned, in order."""
    told, gate = [None] * len(deeds), threading.Barrier(len(deeds))

    def run(n):
        gate.wait()
        told[n] = deeds[n]()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
