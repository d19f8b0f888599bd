"""Any order of presses: no path skips what is mandatory, and the timeline replayed gives the state."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import Area, Post, User
from accounts.refusals import Refusal
from mediation import casework, intake
from mediation.casework import agreeing, assigning, mediating, meeting, revisiting
from mediation.models import Case

CITY, COUNTY, VILLAGE = "350500000000", "350503000000", "350503002001"


def scene():
    """Make a community with a grid worker, two mediators and an officer, and a case. Returns (case, mediators, officer)."""
    city = Area.objects.create(code=CITY, name="泉州市", level=2)
    county = Area.objects.create(code=COUNTY, name="丰泽区", level=3, parent=city)
    area = Area.objects.create(code=VILLAGE, name="东美社区居委会", level=5, parent=county)
    people = [User.objects.create_user(f"+861390000{n:04d}", name=f"某{n}") for n in range(4)]
    for user, role, place in zip(people, ("grid_worker", "mediator", "mediator", "county_officer"), (area, county, county, county), strict=True):
        Post.objects.create(user=user, role=role, area=place)
    case = intake.report(by=people[0], area=area, kind="couple", narrative="吵。", key=intake.new_key(), parties=[intake.Person(name="她")])
    return case, people[1:3], people[3]


class Work(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.inside = transaction.atomic()
        self.inside.__enter__()
        self.case, self.mediators, self.officer = scene()

    def teardown(self):
        transaction.set_rollback(True)
        self.inside.__exit__(None, None, None)

    def do(self, deed, n, **facts):
        self.case = Case.objects.select_related("area").get(pk=self.case.pk)
        with suppress(Refusal), transaction.atomic():
            deed(case=self.case, by=self.mediators[n], **facts)

    who = st.integers(0, 1)

    @rule(n=who)
    def accept(self, n):
        self.do(casework.accept, n)

    @rule(n=who)
    def refuse(self, n):
        if n:
            self.do(casework.refuse, n, reason="twice", words="报过。")

    @rule(n=who)
    def contact(self, n):
        self.do(casework.add_contact, n, kind="phone", happened_at=timezone.now() - timedelta(hours=1), whom="all", words="谈。")

    @rule(n=who)
    def inquire(self, n):
        self.do(mediating.begin_inquiry, n)

    @rule(n=who, told=st.booleans())
    def mediate(self, n, told):
        self.do(mediating.begin_mediation, n, told=told)

    @rule(n=who, result=st.sampled_from(["agreed", "again", "absent"]))
    def meet(self, n, result):
        def plan_and_record(case, by):
            start = timezone.now() - timedelta(hours=2)
            held = meeting.plan(case=case, by=by, starts_at=start, ends_at=start + timedelta(hours=1), place="调解室")
            meeting.record(meeting=held, by=by, result=result, record="谈了。")

        self.do(plan_and_record, n)

    @rule(n=who, form=st.sampled_from(["written", "oral"]))
    def agree(self, n, form):
        self.do(agreeing.write, n, form=form, facts="事", terms="条")

    @rule(n=who)
    def sign(self, n):
        last = self.case.agreements.order_by("-pk").first()
        if last:
            self.do(lambda case, by: agreeing.sign(agreement=last, by=by, reached_at=timezone.now() - timedelta(minutes=1)), n)

    @rule(n=who)
    def perform(self, n):
        self.do(agreeing.begin_performance, n)

    @rule(n=who)
    def plan_revisit(self, n):
        self.do(revisiting.begin, n)

    @rule(n=who, solved=st.booleans())
    def revisit(self, n, solved):
        self.do(revisiting.tell, n, kept="kept" if solved else "broken", solved=solved, words="问了。")

    @rule(n=who)
    def stop(self, n):
        self.do(mediating.fail, n, words="谈不拢。")

    @rule(n=who)
    def close(self, n):
        self.do(revisiting.close, n)
        self.do(revisiting.file, n)

    @rule(n=who)
    def assign(self, n):
        self.case = Case.objects.select_related("area").get(pk=self.case.pk)
        with suppress(Refusal), transaction.atomic():
            assigning.assign(case=self.case, to=self.mediators[n], by=self.officer)

    @invariant()
    def the_timeline_replayed_gives_the_state(self):
        state = ""
        for event in self.case.events.exclude(after="").order_by("pk"):
            assert event.before == state
            assert not state or event.after in Case.TRANSITIONS[state]
            state = event.after
        assert Case.objects.get(pk=self.case.pk).status == state

    @invariant()
    def nothing_mandatory_was_skipped(self):
        case = Case.objects.get(pk=self.case.pk)
        went = set(case.events.exclude(after="").values_list("after", flat=True))
        if "mediation" in went:
            assert case.events.filter(kind="phone").exists()
        if went & {"written", "oral", "failed"}:
            assert case.meetings.filter(result__in=["agreed", "again"]).exists()
        if "fulfilment" in went:
            assert case.agreements.filter(reached_at__isnull=False).exists()
        if case.status in ("closed", "filed"):
            assert case.outcome
            last = case.followups.order_by("-pk").first()
            assert last.solved if "fulfilment" in went and case.events.filter(after="closed", before="follow_up").exists() else True
        if case.status in Case.CARRIED:
            assert case.mediator_id
        if case.desk_at:
            assert case.status != "closed"


@pytest.mark.django_db
def test_no_path_skips_a_mandatory_step():
    quick = settings(max_examples=12, stateful_step_count=30, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Work, settings=quick)
