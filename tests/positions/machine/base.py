"""The state machine of booking: people, sessions, every deed, and what must hold after each step.

Another part adds its deeds by a mixin with rules, listed in test_booking_machine.PARTS. Each rule does its deed inside `self.step()`,
which compares the rows before and after with the printed rule (oracle.py): nobody may be given a place that the rule gives to another.
"""

from contextlib import contextmanager
from datetime import date, timedelta

import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from accounts.models import Area, FamilyMember, Post, User
from accounts.refusals import Refusal
from accounts.roles import Role
from notices.models import Notice
from positions import booking, timetables
from positions.fairness import offers
from positions.models import Booking, Center, Service, Session, Site
from positions.refusals import SessionFull

from . import oracle
from .rows import Rows

Status, Source = Booking.Status, Booking.Source
TEN = timedelta(hours=10)
NUMBER = st.integers(0, 9)
HOLDING = ("offered", "confirmed", "attended", "absent")


class World:
    """The cast, laid once: two families of three, one of two, two people alone, of two communities; strangers hold every place."""

    def __init__(self):
        self.area = Area.objects.create(code="350503002001", name="东美社区居委会", level=5)
        other = Area.objects.create(code="350503002002", name="云山社区居委会", level=5)
        center = Center.objects.create(area=self.area, name="东美邻里中心", address="刺桐路")
        site = Site.objects.create(center=center, kind=Site.Kind.WOMEN)
        plain = {"site": site, "summary": "一起来。", "theme": "dance", "household_limit": 3, "cancel_minutes_before": 0}
        self.services = [
            Service.objects.create(title="广场舞", own_area_first=True, **plain),
            Service.objects.create(title="亲子陶艺", audience="pairs", rush_minutes=0, **plain),
            Service.objects.create(title="合唱", offer_minutes=0, kept_for_counter=1, **plain),
        ]
        self.keeper = User.objects.create_user("+8613900009999")
        Post.objects.create(user=self.keeper, role=Role.SITE_STAFF, site=site)
        self.people, self.users = [], []
        for n, children in enumerate((2, 2, 1, 0, 0)):
            user = User.objects.create_user(f"+861390000000{n}", home_area=other if n % 2 else self.area)
            self.users.append(user)
            own = user.family.get()
            kids = [FamilyMember.objects.create(guardian=user, name=f"小{n}{k}", relation="son", born_on=date(2019, 1, 1)) for k in range(children)]
            self.people += [own, *kids]
        self.groups = [[row for row in self.people if row.guardian_id == user.pk] for user in self.users]
        today = timezone.localtime(timezone.now()).replace(hour=10, minute=0, second=0, microsecond=0)
        self.start = today + timedelta(days=1)
        hours = (0, 1, 6)  # the first two at the same time: nobody can come to both
        self.sessions = [
            timetables.add(
                service=service, starts_at=self.start + timedelta(days=10, hours=h), ends_at=self.start + timedelta(days=10, hours=h + 2), capacity=3
            )
            for service, h in zip(self.services, hours, strict=True)
        ]
        self.everybody = {user.pk: user for user in self.users}
        for n, session in enumerate(self.sessions):
            for k in range(session.left):
                user = User.objects.create_user(f"+861380000{n}{k:03d}")
                self.everybody[user.pk] = user
                row = {"session": session, "booker": user, "attendee": user.family.get(), "household": user, "status": "confirmed"}
                Booking.objects.create(**row, from_minute=booking.minute(session.starts_at), to_minute=booking.minute(session.ends_at))
            Session.objects.filter(pk=session.pk).update(booked=session.left)
        self.rows = Rows(self)


class Base(RuleBasedStateMachine):
    world = None  # a World; the test lays it once, each history is rolled back to it

    only = (0, 0, 1, 2, 2)  # the sessions that histories choose from: 0 has a priority, 1 takes pairs, 2 gives at once and keeps a share

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.travel = time_machine.travel(self.world.start, tick=False)
        self.clock = self.travel.start()
        self.passed = {session.pk: set() for session in self.world.sessions}  # who said no since a place was freed there
        self.silent, self.ranks, self.came = {}, {}, set()
        self.homes = {user.pk: user.home_area_id for user in self.world.users}
        self.seen = self.look()

    def teardown(self):
        self.everybody_was_told()
        self.travel.stop()
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def session(self, number):
        return self.world.sessions[self.only[number % len(self.only)]]

    def row(self, number, *states):
        """Return one of the bookings of the histories' sessions in these states, or None."""
        wanted = {self.session(n).pk for n in range(len(self.only))}
        pks = [pk for pk, row in self.seen[1].items() if row["status"] in states and row["session_id"] in wanted]
        return self.world.rows.booking(pks[number % len(pks)]) if pks else None

    def now(self):
        return timezone.now()

    # -- what a step did, seen from the rows

    def look(self):
        """Return ({session: its row}, {booking: its row}) as they are."""
        return self.world.rows.look()

    @contextmanager
    def step(self, *, answered=(), freed=()):
        """Do one deed. `answered` are bookings (pks) whose people took a place by themselves in it; `freed`: sessions where it opened places."""
        before = self.seen
        answered = set(answered)
        try:
            yield answered
        except Refusal:
            assert self.look()[1] == before[1], "a refusal changes nothing"
            return
        self.seen = self.look()
        self.judge(before, self.seen, answered, set(freed))

    def judge(self, before, after, answered, opened):
        for pk, session in after[0].items():
            old_rows = {key: row for key, row in before[1].items() if row["session_id"] == pk}
            rows = {key: row for key, row in after[1].items() if row["session_id"] == pk}
            self._judge_session(session, before[0].get(pk, session), old_rows, rows, answered, pk in opened)

    def _judge_session(self, session, old_session, old_rows, rows, answered, opened):
        status = {pk: row["status"] for pk, row in old_rows.items()}
        was_left = [pk for pk in old_rows if status[pk] in ("confirmed", "attended") and rows[pk]["status"] == "cancelled"]
        phoned = [pk for pk, row in rows.items() if pk not in old_rows and row["source"] in (Source.PHONE, Source.COUNTER)]
        assert opened or session.kept >= old_session.kept - len(phoned), "what is kept for phone and counter goes to nobody else"
        if was_left or opened or session.capacity > old_session.capacity or (session.kept < old_session.kept and opened):
            self.passed[session.pk] = set()
        key = lambda row: row["together_id"] or -row["pk"]  # noqa: E731
        for group in {key(row) for row in old_rows.values()}:
            mine = [pk for pk, row in old_rows.items() if key(row) == group]
            held = [pk for pk in mine if status[pk] == "offered"]
            went = [pk for pk in mine if status[pk] in ("offered", "waiting") and rows[pk]["status"] == "confirmed" and pk in answered]
            back = [pk for pk in held if rows[pk]["status"] == "waiting"]
            if back and len(went) < len(held):
                self.passed[session.pk].add(group)
        if session.status != "published" or session.ends_at <= self.now():
            return
        new = [
            pk
            for pk, row in rows.items()
            if pk not in answered and row["status"] in ("offered", "confirmed") and row["rank"] is not None and (pk not in status or status[pk] == "waiting")
        ]
        line = self._line(session, rows, new, key)
        free = session.left + len(new)
        is_rush = bool(session.service.offer_minutes) and self.now() >= session.starts_at - timedelta(minutes=session.service.rush_minutes)
        expected = oracle.given(line, free, is_rush=is_rush)
        seen = {}
        for one in line:
            count = sum(pk in new for pk in one.members)
            if count:
                seen[one.joined] = count
        assert seen == expected, f"places of {session.service.title}: given {seen}, by the printed rule {expected}; line {line}, {free} free"

    def _line(self, session, rows, new, key):
        """Return the line as it stood before anybody was given a place in this step."""
        groups = {}
        for pk, row in rows.items():
            if row["status"] == "waiting" or pk in new:
                groups.setdefault(key(row), []).append(pk)
        line = []
        for group, pks in groups.items():
            first = rows[pks[0]]
            has_place = any(row["status"] in HOLDING[:3] and pk not in new for pk, row in rows.items() if key(row) == group)
            wish = first["together__at_least"] or len(pks)
            line.append(
                oracle.Asking(
                    tier=int(session.service.own_area_first and self.homes[first["booker_id"]] != session.area_id),
                    joined=pks[0],
                    wants=len(pks),
                    needs=1 if has_place else min(wish, len(pks)),
                    has_passed=group in self.passed[session.pk],
                    members=pks,
                )
            )
        return line

    # -- the deeds

    @rule(person=NUMBER, session=NUMBER, wait=st.sampled_from([True, True, True, False]))
    def book(self, person, session, wait):
        attendee, session = self.world.people[person % len(self.world.people)], self.session(session)
        with self.step():
            try:
                booking.book(session=session.pk, attendee=attendee.pk, booker=attendee.guardian, by=attendee.guardian, wait=wait)
            except SessionFull:
                assert Session.objects.get(pk=session.pk).is_full
                raise

    @rule(group=NUMBER, session=NUMBER, people=st.integers(2, 3), wait=st.sampled_from([True, True, False]), at_least=st.sampled_from([None, 1, 2]))
    def book_together(self, group, session, people, wait, at_least):
        members = self.world.groups[group % 3][:people]
        how = {"booker": members[0].guardian, "by": members[0].guardian, "at_least": at_least, "wait": wait}
        with self.step():
            booking.book_together(session=self.session(session).pk, attendees=[row.pk for row in members], **how)

    @rule(person=NUMBER, session=NUMBER, source=st.sampled_from([Source.PHONE, Source.COUNTER]))
    def book_by_phone(self, person, session, source):
        attendee = self.world.people[person % len(self.world.people)]
        with self.step():
            booking.book(session=self.session(session).pk, attendee=attendee.pk, booker=attendee.guardian, by=self.world.keeper, source=source)

    @rule(which=NUMBER)
    def leave(self, which):
        """Somebody with a place cancels: a place is free."""
        row = self.row(which, "confirmed")
        if row:
            with self.step():
                booking.cancel(booking=row, by=row.booker)

    @rule(which=NUMBER, staff=st.booleans())
    def cancel(self, which, staff):
        row = self.row(which, "confirmed", "offered", "waiting", "attended")
        if row:
            with self.step():
                booking.cancel(booking=row, by=self.world.keeper if staff else row.booker, by_staff=staff)

    @rule(which=NUMBER)
    def cancel_family(self, which):
        row = self.row(which, "confirmed", "offered", "waiting")
        if row and row.together_id:
            with self.step():
                booking.cancel_together(together=row.together, by=row.booker)

    @rule(which=NUMBER, skip=st.booleans())
    def accept(self, which, skip):
        """Somebody who was asked says yes; a family may send fewer, or others."""
        row = self.row(which, "offered")
        if row is None:
            return
        rows = self.seen[1]
        family = [pk for pk, one in rows.items() if row.together_id and one["together_id"] == row.together_id and one["status"] in ("offered", "waiting")]
        count = sum(rows[pk]["status"] == "offered" for pk in family) - skip
        with self.step() as answered:
            answered |= {one.pk for one in offers.accept(booking=row, by=row.booker, who=set(family[::-1][: max(count, 1)]) if family else None)}

    @rule(which=NUMBER)
    def pass_on(self, which):
        row = self.row(which, "offered")
        if row:
            with self.step():
                offers.pass_on(booking=row, by=row.booker)

    @rule(which=NUMBER)
    def claim(self, which):
        row = self.row(which, "waiting")
        if row:
            with self.step() as answered:
                answered |= {one.pk for one in offers.claim(booking=row, by=row.booker)}

    @rule()
    def run_out(self):
        """The clock goes on to the first offer's end; the worker looks."""
        ends = min((row["offered_until"] for row in self.seen[1].values() if row["status"] == "offered"), default=None)
        if not ends or ends <= self.now():
            return
        self.clock.move_to(ends)
        due = self.count_silence()
        with self.step():
            offers.expire_due()
        for group in {row["together_id"] or -row["pk"] for row in due}:
            now = {self.seen[1][row["pk"]]["status"] for row in due if (row["together_id"] or -row["pk"]) == group}
            assert now == {"cancelled" if self.silent[group] == 2 else "waiting"}, "one silence passes on, the second ends the entry"

    def count_silence(self):
        due = [row for row in self.seen[1].values() if row["status"] == "offered" and row["offered_until"] <= self.now()]
        for group in {row["together_id"] or -row["pk"] for row in due}:
            self.silent[group] = self.silent.get(group, 0) + 1
        return due

    @rule(session=NUMBER)
    def come_near(self, session):
        """The clock goes on to two hours before a session; the shares of all open whose hour has come."""
        at = self.session(session).starts_at - timedelta(hours=2)
        if at <= self.now():
            return
        self.clock.move_to(at)
        self.count_silence()
        with self.step():
            offers.expire_due()
        with self.step(freed=[pk for pk, row in self.seen[0].items() if row.kept]):
            offers.release_kept()

    @rule(which=NUMBER, back=st.booleans())
    def check_in(self, which, back):
        row = self.row(which, "attended" if back else "confirmed")
        if row:
            self.came.add(row.together_id)
            with self.step():
                (booking.undo_check_in if back else booking.check_in)(booking=row, by=self.world.keeper)

    @rule(session=NUMBER, capacity=st.integers(1, 5))
    def change_capacity(self, session, capacity):
        with self.step(freed=[self.session(session).pk]):
            booking.change_capacity(session=self.session(session), capacity=capacity)

    @rule(which=NUMBER)
    def leave_and_nobody_answers(self, which):
        self.leave(which)
        self.run_out()

    @rule(sure=st.integers(0, 9), session=NUMBER)
    def close(self, sure, session):
        """A session is cancelled: rarely, or nothing else would happen."""
        if sure == 7:
            with self.step():
                timetables.cancel(session=self.session(session), reason="停电")

    # -- what must hold

    @invariant()
    def counters_are_the_rows(self):
        sessions, rows = self.seen
        for session in sessions.values():
            states = [row["status"] for row in rows.values() if row["session_id"] == session.pk]
            assert sum(state in HOLDING for state in states) == session.booked <= session.capacity
            assert states.count("waiting") == session.waiting
            assert session.kept + session.booked <= session.capacity

    @invariant()
    def ranks_never_change(self):
        for pk, row in self.seen[1].items():
            if row["rank"] is not None:
                assert self.ranks.setdefault(pk, row["rank"]) == row["rank"]

    def live(self):
        return [row for row in self.seen[1].values() if row["status"] != "cancelled"]

    @invariant()
    def nobody_is_in_two_places(self):
        live = [(row["attendee_id"], row["from_minute"], row["to_minute"]) for row in self.live()]
        for i, (who, start, end) in enumerate(live):
            assert not any(w == who and s < end and e > start for w, s, e in live[i + 1 :])

    @invariant()
    def households_keep_their_limit(self):
        pairs = [(row["session_id"], row["household_id"]) for row in self.live()]
        assert all(pairs.count(pair) <= 3 for pair in set(pairs))

    @invariant()
    def pairs_are_never_parted(self):
        """Unless somebody of the family has come: she is written down as having come, whatever is cancelled afterwards."""
        kinds, grown = {}, {group[0].pk for group in self.world.groups}
        for row in self.live():
            if row["session_id"] == self.world.sessions[1].pk and row["status"] in HOLDING and row["booker_id"] in self.homes:
                kinds.setdefault(row["together_id"], set()).add(row["attendee_id"] in grown)
        assert all(len(kind) == 2 for family, kind in kinds.items() if family not in self.came), "an adult without a child, or a child without an adult"

    def everybody_was_told(self):
        """One change, one message: each entry heard how it began, each that left the line by a yes was told of the place."""
        kinds = {}
        for kind in Notice.objects.values_list("kind", flat=True):
            kinds[kind] = kinds.get(kind, 0) + 1
        entries = {row["together_id"] or -row["pk"] for row in Booking.objects.filter(booker__in=self.homes).values("pk", "together_id")}
        begun = kinds.get("booking_confirmed", 0) + kinds.get("booking_waiting", 0)
        at_once = kinds.get("booking_offered", 0) + kinds.get("booking_promoted", 0)
        assert begun <= len(entries) <= begun + at_once
