"""The calls of a quarter: on which way they came, about what, how dangerous, what was done, whether the caller was content."""

from django.db.models import Q

from mediation.intake.receiving import TAKE_CALL
from mediation.models import HotlineCall, Risk
from mediation.views import calls

from ..counted.subject import Figure, Subject

Handling, Satisfied = HotlineCall.Handling, HotlineCall.Satisfied


def cohort(scope):
    """Return the calls that came in the quarter and area of `scope`, with a mark for each figure."""
    first, last = scope.quarter.bounds
    rows = HotlineCall.objects.filter(called_at__gte=first, called_at__lt=last)
    return scope.within(rows).annotate(
        **{f"is_{handling}": Q(handling=handling) for handling in Handling},
        **{f"is_said_{said}": Q(satisfied=said) for said in Satisfied},
    )


def _listed(rows, user):
    return calls.seen_by(user).filter(pk__in=rows.order_by().values("pk")).order_by("-called_at", "-pk")


SUBJECT = Subject(
    name="calls",
    title="12338 统计",
    lead="这个季度登记的，办到今天的情况。",
    note="“满意”是办完以后打电话的人自己说的；还没问到的不算在里面。",
    model=HotlineCall,
    perm=TAKE_CALL,
    opens=calls.SEE,
    columns=(
        Figure("received", "登记"),
        *(Figure(handling.value, handling.label, "received", "handling") for handling in Handling if handling != Handling.DRAFT),
        *(Figure(f"said_{said.value}", said.label, "received", "satisfied") for said in Satisfied),
    ),
    boxes=(("received", *(handling.value for handling in Handling if handling != Handling.DRAFT)), tuple(f"said_{said.value}" for said in Satisfied)),
    parts=(
        ("渠道", "channel", HotlineCall.Channel.choices, ()),
        ("类别", "kind", HotlineCall._meta.get_field("kind").choices, ()),
        ("风险", "risk", Risk.choices, ()),
    ),
    cohort=cohort,
    listed=_listed,
    rows="mediation/call_rows.html",
)
