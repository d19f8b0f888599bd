"""Ways of casework on which words are told in confidence: a referral, a deadline put off, a revisit, two cases joined, a transfer, a parcel.

Each walks over HTTP and takes its words from canary.PLANTED. `mediator`, `grid` and `body` are Visitors of test_canary.
"""

import re

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from mediation import intake
from mediation.offline.envelope import seal_parcel

from .canary import PLANTED

CSRF = "c" * 32  # the token that a Visitor shows


def bring_the_body(county):
    """Make the police bureau of a county and one who reads for it (runs inside a portal). Returns the key of her session, the second factor shown."""
    from accounts.models import Post, User
    from accounts.roles import Role
    from mediation.models import Partner
    from tests.people import session_key

    body = Partner.objects.create(name="鲤城公安分局", kind="police", area=county)
    user = User.objects.create_user("+8613700009999", name="民警", phone_verified=True, born_on="1990-01-01")
    Post.objects.create(user=user, role=Role.PARTNER, partner=body)
    return session_key(user, mfa=True)


def ticked(page, name):
    """Return the values that a page offers for the field `name`."""
    return [re.search(r'value="([^"]*)"', tag)[1] for tag in re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)]


def press(visitor, path, form, **how):
    answer = visitor.go(path, form, **how)
    assert answer.status_code == 302, (path, answer.status_code, re.findall(r'class="errsum.*?</div>', answer.text, re.S))
    return answer.headers["Location"]


def hand_over(mediator, body, number):
    """Chosen parts of the case go to another body, which answers. Returns what must not hold a word of it."""
    story, care, consent, answer = PLANTED["referral"]
    new = f"/mediation/cases/{number}/referrals/new/"
    form = mediator.go(new).text
    told = {
        "key": "5" * 32, "partner": re.search(r'<option value="(\d+)"', form)[1], "people": ticked(form, "people")[:1], "facts": ["kind"],
        "story": story, "care": care, "due_on": ticked(form, "due_on")[0],
    }  # fmt: skip
    draft = press(mediator, new, told)
    agreed = {"revision": "1", "consent": ticked(mediator.go(draft).text, "consent")[0], "consent_words": consent}
    press(mediator, draft, agreed)
    inbox = body.go("/handed/")
    copy = re.search(r"/handed/[\w-]+/", inbox.text)[0]
    page = body.go(copy).text
    assert all(word in page for word in (story, care, PLANTED["names"][0]))
    assert consent not in page
    press(body, copy, {"key": "6" * 32, "kind": "done", "words": answer})
    kept = mediator.go(draft).text
    assert all(word in kept for word in (story, care, consent, answer))
    return [inbox, body.go(f"/mediation/cases/{number}/"), body.go("/my/notices/"), mediator.go("/my/notices/")]


def put_off(mediator, number):
    """Both sides agree to go on for longer, and why is written down."""
    (why,) = PLANTED["extension"]
    case = f"/mediation/cases/{number}/"
    path = re.search(rf"{case}extend/\w+/", mediator.go(case).text)[0]
    form = mediator.go(path).text
    told = {"until": ticked(form, "until")[0], "parties": ticked(form, "parties"), "agreed_on": f"{timezone.localdate()}", "how": "talk", "words": why}
    press(mediator, path, told)
    assert why in mediator.go(case).text


def answer_the_complaint(mediator, number):
    """What she is answered is written, made into a paper and given to her."""
    (words,) = PLANTED["complaint"]
    case = f"/mediation/cases/{number}/"
    press(mediator, f"{case}complaint/answer/", {"words": words})
    press(mediator, f"{case}documents/make/reply/", {})
    press(mediator, f"{case}complaint/given/", {"what": "answer", "on": f"{timezone.localdate()}", "how": "hand"})
    assert words in mediator.go(case).text


def ask_again(mediator, number):
    """The agreement is kept; she is asked, and what she says is written down."""
    (words,) = PLANTED["revisit"]
    case = f"/mediation/cases/{number}/"
    press(mediator, f"{case}steps/performance/", {})
    press(mediator, f"{case}steps/revisit/", {})
    press(mediator, f"{case}steps/revisited/", {"how": "talk", "kept": "kept", "solved": "yes", "satisfied": "yes", "words": words})
    assert words in mediator.go(case).text


def receive_from_the_court(mediator, told):
    """A court hands a matter over, with its paper; it is joined to another case. `told` is a report. Returns the number."""
    (paper,) = PLANTED["transfer"]
    form = {**told, "key": "4" * 32, "source": "court", "paper": paper, "safe": "any"}
    location = press(mediator, "/mediation/new/", form)
    assert paper in mediator.go(location).text
    return location.strip("/").split("/")[-1]


def join(mediator, number, other):
    """The case `other` is the same matter as `number`."""
    (why,) = PLANTED["join"]
    press(mediator, f"/mediation/cases/{number}/join/", {"number": other, "why": why})
    assert why in mediator.go(f"/mediation/cases/{number}/").text


def send_a_parcel(grid, mediator, told):
    """What a phone sealed without a network arrives, one field of it too long for its box; and one that does not open. Returns the answers."""
    story, place = PLANTED["parcel"]
    form = grid.go("/grid/cases/new/").text
    author, *box = (re.search(rf'data-{word}="([^"]+)"', form)[1] for word in ("author", "box-id", "box-point"))
    body = encode_multipart(BOUNDARY, {**told, "narrative": story, "place": place * 40})
    facts = {"author": author, "saved_at": int(timezone.now().timestamp() * 1000), "type": MULTIPART_CONTENT, "body": body, "to": box}
    blob = seal_parcel(key=intake.new_key(), **facts)
    headers = {"Content-Type": "application/octet-stream", "X-CSRFToken": CSRF}
    answers = [grid.post(f"{grid.base}/grid/parcels/", data=data, headers=headers, timeout=60) for data in (blob, blob, blob[:-1], b"G1" + body)]
    assert [answer.status_code for answer in answers] == [200, 200, 422, 422], [answer.text[:200] for answer in answers]
    page = mediator.go(f"/mediation/cases/{answers[0].json()['number']}/").text
    assert story in page
    assert place in page
    return [*answers, grid.go("/grid/"), grid.go("/grid/shell/")]
