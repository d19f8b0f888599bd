"""The cases of a quarter, and what has come of them since: agreed, kept as was said at the revisit, money, hours, what escalated or not."""

from django.db.models import Avg, Exists, F, Min, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from mediation.access import VIEW
from mediation.models import Agreement, Case, CaseEvent, Deadline, FollowUp, Kind, Purpose, Risk, What
from mediation.views import lists

from ..counted.subject import Figure, Measure, Rate, Subject

Outcome = Case.Outcome
CONTACTS = [kind for kind in CaseEvent.CONTACTS if kind != CaseEvent.Kind.CORRECTION]


def cohort(scope):
    """Return the cases that were received in the quarter and area of `scope`, with a mark for each figure."""
    first, last = scope.quarter.bounds
    cases = scope.within(Case.objects.filter(created_at__gte=first, created_at__lt=last))
    reached = Agreement.objects.filter(case=OuterRef("pk"), reached_at__isnull=False).order_by("-pk")
    asked = FollowUp.objects.filter(case=OuterRef("pk"), done_at__isnull=False).order_by("-pk")
    contacts = CaseEvent.objects.filter(case=OuterRef("pk"), kind__in=CONTACTS).order_by().values("case").annotate(first=Min("happened_at"))
    # Of two agreements the later holds, and of two revisits the later knows.
    cases = cases.annotate(
        amount=Subquery(reached.values("amount")[:1]),
        kept=Subquery(asked.values("kept")[:1]),
        says_solved=Subquery(asked.values("solved")[:1]),
        wait=Subquery(contacts.values("first")) - F("created_at"),
    )
    return cases.annotate(**{f"is_{key}": mark for key, mark in _marks(reached).items()})


def _marks(reached):
    today = timezone.localdate()
    missed = Q(done_at=None, due_on__lt=today) | Q(done_at__date__gt=F("due_on")) | Q(lapsed=True)
    late = Deadline.objects.filter(missed, case=OuterRef("pk")).exclude(what=What.CONFIRM)
    answered = Deadline.objects.filter(case=OuterRef("pk"), what=What.ANSWER, done_at__date__lte=F("due_on"))
    accepted = Q(accepted_at__isnull=False)
    agreed = accepted & Q(Exists(reached))
    followed = agreed & Q(kept__isnull=False)
    danger = Q(risk=Risk.RED) | Q(Exists(FollowUp.objects.filter(case=OuterRef("pk"), escalation=True)))
    return {
        "accepted": accepted,
        "reached": Q(wait__isnull=False),
        "agreed": agreed,
        "priced": agreed & Q(amount__gt=0),
        **{outcome: accepted & Q(outcome=outcome) for outcome in (Outcome.FAILED, Outcome.WITHDRAWN, Outcome.REFERRED)},
        "followed": followed,
        **{kept: followed & Q(kept=kept) for kept in FollowUp.Kept},
        "solved": followed & Q(says_solved=True),
        "calmed": agreed & danger & Q(outcome__in=(Outcome.AGREED, Outcome.KEPT, Outcome.PARTLY)),
        "late": Q(Exists(late)),
        "complaints": Q(purpose=Purpose.COMPLAINT),
        "answered": Q(purpose=Purpose.COMPLAINT) & Q(Exists(answered)),
    }


def _hours(mean):
    return None if mean is None else round(mean.total_seconds() / 3600, 1)


def _listed(cases, user):
    hers = Case.objects.visible_to(user).order_by().values("pk")
    return lists.shown(cases.filter(pk__in=hers).order_by("-created_at", "-pk"))


SUBJECT = Subject(
    name="cases",
    title="案件统计",
    lead="这个季度收到的案件，办到今天的情况。",
    note="“做到了”“解决了”以最近一次回访时当事人说的为准；成功率是回访过的协议里做到了的。“有危险的”是红色的，或回访时看到激化苗头的；“过了期限”是有一步没按期办；“按期书面答复”是投诉在期限里送到了答复意见书。金额按每件最后一份生效的协议算。",
    model=Case,
    perm="mediation.view_casefigures",
    opens=VIEW,
    columns=(
        Figure("received", "收到"),
        Figure("accepted", "受理", "received"),
        Figure("reached", "联系上了", "received"),
        Measure("hours", "首次联系", "小时", "reached", Avg("wait", filter=Q(is_reached=True)), _hours, "从收到起，平均"),
        Figure("late", "过了期限", "received"),
        Figure("complaints", "投诉", "received"),
        Figure("answered", "按期书面答复", "complaints"),
        Figure("agreed", "达成协议", "accepted", "outcome"),
        Figure("failed", "调解不成", "accepted", "outcome"),
        Figure("withdrawn", "不再要调解", "accepted", "outcome"),
        Figure("referred", "转给别的部门", "accepted", "outcome"),
        Figure("priced", "协议谈到钱", "agreed"),
        Measure("money", "金额", "元", "priced", Sum("amount", filter=Q(is_priced=True)), lambda amount: amount or 0, "协议涉及的"),
        Figure("calmed", "有危险的谈成了", "agreed"),
        Figure("followed", "回访过", "agreed"),
        Figure("kept", "做到了", "followed", "kept"),
        Figure("partly", "做到一部分", "followed", "kept"),
        Figure("broken", "没有做到", "followed", "kept"),
        Rate("rate", "成功率", "kept", "followed"),
        Figure("solved", "说解决了", "followed"),
    ),
    boxes=(
        ("received", "accepted", "reached", "hours", "late", "complaints", "answered"),
        ("agreed", "failed", "withdrawn", "referred", "priced", "money", "calmed"),
        ("followed", "kept", "partly", "broken", "rate", "solved"),
    ),
    parts=(("来源", "source", Case.Source.choices, (Case.Source.HOTLINE,)), ("类型", "kind", Kind.choices, ()), ("风险", "risk", Risk.choices, ())),
    cohort=cohort,
    listed=_listed,
    rows="mediation/case_rows.html",
)
