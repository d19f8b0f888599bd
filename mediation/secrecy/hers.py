"""What she sees of her own case: which office opened it, when and what for; never who. And her question, and its answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import trail
from accounts.models import Post
from accounts.refusals import NotAllowed, Refusal
from accounts.roles import Role
from notices import outbox

from ..models import AccessLog, Binding, Case, Question
from .glass import guards_of
from .pins import print_of

MOST = 400
ONE_VISIT = timedelta(minutes=30)
What = AccessLog.What
WORDS = {  # what a look is for, in her words
    What.CASE: "办理", What.PARTY: "看了联系方式", What.PHOTO: "看了照片", What.WRITING: "办理", What.FILE: "看了文件", What.PAPER: "做了文书",
    What.SEARCH: "查找", What.EXPORT: "导出", What.PRINT: "打印", What.GLASS: "紧急打开", What.REFERRAL: "看了转介材料",
}  # fmt: skip


class AskedAlready(Refusal):
    sentence = "这一次您已经问过了，答复会写在这里。"


@dataclass
class Look:
    """One visit of one office: looks of the same office within half an hour are one line."""

    pk: int
    office: str
    at: datetime
    words: list
    urgent: bool
    until: datetime | None = None
    question: Question | None = None


def her_log(user):
    """Return the Looks at the cases of `user`, newest first; nothing when she is bound to none. At most MOST rows are read."""
    whose = print_of(user)
    cases = Binding.objects.filter(whose=whose, case__sealed_key__isnull=False).values("case")
    reads = list(AccessLog.objects.filter(case__in=cases).exclude(what=What.REFUSED).select_related("glass").order_by("-at", "-pk")[:MOST])
    posts = _posts({read.user_id for read in reads})
    asked = {row.read_id: row for row in Question.objects.filter(whose=whose, case__in=cases).select_related("case")}
    looks = []
    for read in reads:
        office, words = _office(read, posts), WORDS.get(read.what, "办理")
        last = next((look for look in reversed(looks) if look.office == office and look.urgent == bool(read.glass_id)), None)
        question = asked.get(read.pk)
        if last is None or last.at - read.at > ONE_VISIT or question:
            looks.append(Look(read.pk, office, read.at, [words], bool(read.glass_id), read.glass and read.glass.until, question))
        elif words not in last.words:
            last.words.append(words)
    return looks


def her_cases(user):
    """Return the Cases that `user` was bound to, newest first."""
    bound = Binding.objects.filter(whose=print_of(user), case__sealed_key__isnull=False).values("case")
    return list(Case.objects.filter(pk__in=bound).without_content().order_by("-created_at", "-pk"))


@transaction.atomic
def ask(*, user, read, words=""):
    """She asks why the look `read` (its key) was made. Returns the Question. Raises NotAllowed (not of her case), AskedAlready."""
    whose = print_of(user)
    look = AccessLog.objects.filter(pk=read, case__bindings__whose=whose, case__sealed_key__isnull=False).exclude(what=What.REFUSED)
    look = look.select_related("case__area").first()
    if look is None:
        raise NotAllowed
    if Question.objects.filter(read=look, whose=whose).exists():
        raise AskedAlready
    question = Question(case=look.case, read=look, whose=whose, area_code=look.case.area_id, words=words or None)
    question.save(force_insert=True)
    for officer in guards_of(look.case):
        outbox.tell(officer, "question_asked", question)
    return question


@transaction.atomic
def answer(*, question, by, words):
    """The data-protection officer answers; it shows on her page and nowhere else. Raises NotAllowed."""
    if not by.has_perm("mediation.answer_question", question):
        raise NotAllowed
    question.answer, question.answered_at, question.answered_by = words, timezone.now(), by
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    trail.note("answer_question", about=question, by=by)


def _posts(users):
    posts = {}
    for post in Post.objects.filter(user__in=users).select_related("area", "site", "partner").order_by("-since", "-pk"):
        posts.setdefault(post.user_id, []).append(post)
    return posts


def _office(read, posts):
    """Return the office of a reader on that day; never her name."""
    if read.glass_id:
        return read.glass.office
    day = timezone.localdate(read.at)
    held = [post for post in posts.get(read.user_id, []) if post.since <= day and (post.until is None or post.until >= day)]
    for post in held:
        if post.area_id and post.role == Role.MEDIATOR:
            return f"{post.area.short_name}家事调解"
    return next((f"{post.area.short_name}妇联" if post.area_id else str(post.partner) for post in held if post.area_id or post.partner_id), "经办的调解室")
