"""Any order of presses: no path skips what is mandatory, and the timeline replayed gives the state."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import Area, Post, User
from accounts.refusals import Refusal
from mediation import casework, intake, referral
from mediation.casework import agreeing, assigning, conflicts, editing, mediating, meeting, revisiting
from mediation.danger import marks, protection
from mediation.models import Case, Kind, Partner, Party, RiskSign

CITY, COUNTY, VILLAGE = "350500000000", "350503000000", "350503002001"


def scene():
    """Make a community with a grid worker, two mediators, an officer and a police bureau. Returns (area, people, bureau)."""
    city = Area.objects.create(code=CITY, name="泉州市", level=2)
    county = Area.objects.create(code=COUNTY, name="丰泽区", level=3, parent=city)
    area = Area.objects.create(code=VILLAGE, name="东美社区居委会", level=5, parent=county)
    people = [User.objects.create_user(f"+861390000{n:04d}", name=f"某{n}") for n in range(5)]
    for user, role, place in zip(people[:4], ("grid_worker", "mediator", "mediator", "county_officer"), (area, county, county, county), strict=True):
        Post.objects.create(user=user, role=role, area=place)
    bureau = Partner.objects.create(name="丰泽公安分局", kind="police", area=county)
    Post.objects.create(user=people[4], role="partner", partner=bureau)
    return area, people, bureau


class Danger(RuleBasedStateMachine):
    """What the law asks where somebody is hurt, on the shortest way to the end: it is reached often."""

    def __init__(self):
        super().__init__()
        self.inside = transaction.atomic()
        self.inside.__enter__()
        self.area, people, self.bureau = scene()
        self.reporter, self.mediators, self.officer = people[0], people[1:3], people[3]
        self.seen = set()  # marks that the case had once

    @initialize(kind=st.sampled_from([Kind.COUPLE, Kind.VIOLENCE, Kind.VIOLENCE]), minor=st.booleans())
    def begin(self, kind, minor):
        told = {"area": self.area, "kind": kind, "narrative": "吵。", "parties": [intake.Person(name="她")]}
        signs = RiskSign.objects.filter(minor=True) if minor else ()
        self.case = intake.report(by=self.reporter, key=intake.new_key(), signs=signs, **told)

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

    @rule(n=who, outcome=st.sampled_from(["withdrawn", "referred"]))
    def end(self, n, outcome):
        self.do(mediating.end, n, outcome=outcome, words="不调了。")

    @rule(n=who, kind=st.sampled_from(["couple", "violence", "divorce"]))
    def rewrite(self, n, kind):
        self.do(lambda case, by: editing.edit(case=case, by=by, version=case.version, kind=kind, wishes="", place=""), n)

    @rule(n=who, harmed=st.sampled_from(Party.Harmed.values), known=st.booleans())
    def harm(self, n, harmed, known):
        party = self.case.parties.first() if known else None
        self.do(protection.harm, n, party=party, name="某", harmed=harmed)

    @rule(n=who, to=st.sampled_from(["police", "police", "education"]))
    def report(self, n, to):
        party = self.case.parties.filter(harmed__in=Party.PROTECTED).order_by("?").first() or self.case.parties.first()
        self.do(protection.report, n, party=party, to=to, at=timezone.now() - timedelta(minutes=1), unit="派出所", receipt="7")

    @rule(n=who, why=st.sampled_from(["", "", "核实过"]), mark=st.sampled_from(marks.Mark))
    def take_a_mark_away(self, n, why, mark):
        self.do(marks.take_away, n, mark=mark, why="没有的事")  # no mediator can
        with suppress(Refusal), transaction.atomic():
            marks.take_away(case=Case.objects.get(pk=self.case.pk), mark=mark, by=self.officer, why=why)

    @rule(n=who)
    def close(self, n):
        self.do(revisiting.close, n)
        self.do(revisiting.file, n)

    @invariant()
    def the_timeline_replayed_gives_the_state(self):
        state = ""
        for event in self.case.events.exclude(after="").order_by("pk"):
            assert event.before == state
            assert not state or event.after in Case.TRANSITIONS[state]
            state = event.after
        assert Case.objects.get(pk=self.case.pk).status == state

    @invariant()
    def no_violence_is_closed_without_its_report(self):
        case = Case.objects.get(pk=self.case.pk)
        here = set(marks.of(case))
        taken = case.events.filter(kind="unmarked")
        assert self.seen <= here or (taken.exists() and all(line.by == self.officer and line.words for line in taken))
        self.seen |= here
        if case.kind == Kind.VIOLENCE:
            assert case.violent
        if case.status in ("refused", "closed", "filed"):
            hurt = list(case.parties.filter(harmed__in=Party.PROTECTED))
            told = set(case.mandatory_reports.filter(to="police").values_list("party", flat=True))
            if case.violent:
                assert {party.pk for party in hurt} <= told
                assert hurt or not case.minor
                assert case.status == "refused" or case.parties.exclude(harmed="").exists()


class Work(Danger):
    """All the rest besides."""

    who = st.integers(0, 1)

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

    @rule(n=who, often=st.integers(0, 4))
    def recuse(self, n, often):
        if not often:
            self.do(lambda case, by: conflicts.declare(case=case, user=by, why="relative", by=by), n)

    @rule(n=who, consent=st.sampled_from(["given", "law", "urgent"]))
    def refer(self, n, consent):
        def hand(case, by):
            her = case.parties.first()
            asked = {"people": [f"{her.uid}:name"], "story": "请到场。", "due_on": timezone.localdate() + timedelta(days=9)}
            row = referral.ask(case=case, by=by, partner=self.bureau, **asked)
            given = {"consent_by": her} if consent == "given" else {"consent_words": "情况紧急。"}
            referral.hand_over(referral=row, by=by, revision=1, consent=consent, **given)

        self.do(hand, n)

    @rule(n=who)
    def assign(self, n):
        self.case = Case.objects.select_related("area").get(pk=self.case.pk)
        with suppress(Refusal), transaction.atomic():
            assigning.assign(case=self.case, to=self.mediators[n], by=self.officer)

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
        if case.referrals.filter(consent__in=["given", "law"], state="handed").exists() and case.violent:
            assert case.parties.exclude(harmed="").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("machine", "examples", "steps"), [(Danger, 40, 14), (Work, 12, 30)])
def test_no_path_skips_a_mandatory_step(machine, examples, steps):
    quick = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=quick)
