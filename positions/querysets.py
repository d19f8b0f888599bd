"""Every read of centres, sites, services, sessions and bookings that has a name."""

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from accounts.models import Circle
from accounts.querysets import VisibleQuerySet
from accounts.roles import lineage, subtree


def _takes(age):
    """The Q of sessions whose service takes somebody of `age`."""
    low = Q(service__min_age=None) | Q(service__min_age__lte=age)
    return low & (Q(service__max_age=None) | Q(service__max_age__gte=age))


def families():
    """Count families in a set of bookings; somebody alone is one."""
    return Count(Coalesce("together", 0 - F("pk")), distinct=True)


class PlaceQuerySet(VisibleQuerySet):
    """Rows that carry the area code themselves: centres, sites, sessions."""

    def in_area(self, code):
        low, high = subtree(code)
        return self.filter(area_id__gte=low, area_id__lt=high)


class CenterQuerySet(PlaceQuerySet):
    def open(self):
        return self.filter(closed_on=None)

    def called(self, words):
        """Return the centres in whose name, address, street or community `words` stands."""
        where = Q(name__icontains=words) | Q(address__icontains=words) | Q(area__name__icontains=words) | Q(area__parent__name__icontains=words)
        return self.filter(where)

    def having(self, kind):
        """Return the centres with an open site of `kind`; each has those sites in `of_kind` (one statement more)."""
        sites = self.model._meta.get_field("sites").related_model.objects.filter(closed_on=None, kind=kind)
        return self.filter(Exists(sites.filter(center=OuterRef("pk")))).prefetch_related(Prefetch("sites", sites.order_by("name", "pk"), to_attr="of_kind"))

    def with_confirmed(self):
        """Annotate `confirmed_at` and `confirmed_by`: when somebody last said that the hours on the page are right, and her name."""
        asked = self.model._meta.get_field("hours_asked").related_model.objects.filter(center=OuterRef("pk"), confirmed_at__isnull=False)
        last = asked.order_by("-confirmed_at")
        return self.annotate(confirmed_at=Subquery(last.values("confirmed_at")[:1]), confirmed_by=Subquery(last.values("confirmed_by__name")[:1]))


class SiteQuerySet(PlaceQuerySet):
    def open(self):
        return self.filter(closed_on=None, center__closed_on=None)


class ServiceQuerySet(VisibleQuerySet):
    def offered(self):
        return self.filter(is_offered=True, site__closed_on=None)

    def public(self):
        """Return services for everybody; a shift of a volunteer team is shown to its members on their own page."""
        return self.offered().filter(circle=None)

    def shown_to(self, user):
        """Return services whose page `user` may open: those for everybody, and those of circles of which she is a member."""
        where = Q(circle=None)
        if user.is_authenticated:
            where |= Exists(Circle.members.through.objects.filter(circle=OuterRef("circle"), user=user))
        return self.filter(where)

    def with_page(self, user):
        """Return what `user` may open, and whether rules of taking places back are printed on it."""
        return self.shown_to(user).filter(site__closed_on=None).annotate(has_rule=printed_rules(self.model))


class SessionQuerySet(PlaceQuerySet):
    def published(self):
        return self.filter(status=self.model.Status.PUBLISHED)

    def public(self):
        """Return what stands in the public lists: published, not of a closed circle; of appointments the times that are free."""
        return self.published().filter(service__circle=None).exclude(service__taken="appointment", booked__gte=F("capacity"))

    def for_circles_of(self, user):
        """Return the published sessions of the circles of which `user` is a member."""
        return self.published().filter(service__circle__members=user)

    def with_page(self):
        """Return what may have a page (no drafts), with all that it shows, and the number of its draw. A closed circle: `service.is_open_to`."""
        draws = self.model._meta.get_field("draws").related_model.objects.filter(session=OuterRef("pk"), state__in=["open", "closed", "drawn"])
        pages = self.exclude(status=self.model.Status.DRAFT).annotate(
            draw_pk=Subquery(draws.values("pk")[:1]), has_rule=printed_rules(self.model._meta.get_field("service").related_model, "service")
        )
        return pages.select_related("service__circle", "site__center", "room")

    def upcoming(self, at=None):
        return self.filter(ends_at__gt=at or timezone.now())

    def bookable(self, at=None):
        at = at or timezone.now()
        return self.published().filter(opens_at__lte=at, closes_at__gt=at, by_draw=False)

    def with_places(self):
        return self.filter(booked__lt=F("capacity") - F("kept"))

    def fitting(self, age):
        """Return the sessions of services that take somebody of `age` (full years)."""
        return self.filter(_takes(age))

    def fitting_born(self, born_on, today):
        """Return the sessions that take somebody born on `born_on` (a date) by her age on their own day."""
        age = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
        # The next birthday; one of 29 February is kept on 1 March, as everywhere.
        birthday = datetime(born_on.year + age + 1, born_on.month, 1, tzinfo=timezone.get_current_timezone()) + timedelta(days=born_on.day - 1)
        return self.filter(Q(_takes(age), starts_at__lt=birthday) | Q(_takes(age + 1), starts_at__gte=birthday))

    def tally(self):
        """Return {day: (sessions, of them open with places)} for every day on which one starts, in one statement.

        The database groups by the very moment: there are few of them in a day, and the day is that of Asia/Shanghai on both databases.
        """
        now, days = timezone.now(), {}
        free = Count("pk", filter=Q(booked__lt=F("capacity") - F("kept"), opens_at__lte=now, closes_at__gt=now, by_draw=False))
        for starts_at, count, open_ones in self.order_by().values_list("starts_at").annotate(count=Count("pk"), open_ones=free):
            day = timezone.localdate(starts_at)
            known, known_open = days.get(day, (0, 0))
            days[day] = known + count, known_open + open_ones
        return days

    def on_day(self, day):
        """Return the sessions that start on `day` (a date in Asia/Shanghai)."""
        return self.between(day, day)

    def between(self, first, last):
        """Return the sessions that start on the days first..last (dates)."""
        here = timezone.get_current_timezone()
        start = datetime.combine(first, time.min, here)
        end = datetime.combine(last, time.min, here) + timedelta(days=1)
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def for_cards(self):
        """Bring what a card in a list shows, in one statement."""
        return self.select_related("service", "site__center")

    def with_mine(self, user):
        """Annotate `my_status`: the status of a live booking that `user` holds here, or None."""
        if not user.is_authenticated:
            return self.annotate(my_status=models.Value(None, output_field=models.CharField()))
        return self.annotate(my_status=Subquery(self._mine(user).values("status")[:1]))

    def with_my_booking(self, user):
        """Annotate `my_booking`: status and code of a live booking that `user` holds here ("confirmed 7K2M9Q…"), or None."""
        both = Concat("status", models.Value(" "), "code")
        return self.annotate(my_booking=Subquery(self._mine(user).annotate(both=both).values("both")[:1]))

    def _mine(self, user):
        bookings = self.model._meta.get_field("bookings").related_model.objects
        return bookings.live().filter(session=OuterRef("pk"), booker=user).order_by("status")


class TeamMemberQuerySet(VisibleQuerySet):
    def present(self):
        """Return those who have not left."""
        return self.filter(left_on=None)

    def shown(self):
        """Return those who agreed to be seen by everybody."""
        return self.present().exclude(shown_since=None)

    def checked(self, day):
        """Return those whose record was asked for within the 365 days before `day` (a date)."""
        return self.filter(record_checked_on__gte=day - timedelta(days=365))

    def at(self, site):
        return self.filter(sites=site)

    def hosting(self, service, at=None):
        """Return those who carry out a coming session of `service`."""
        sessions = self.model._meta.get_field("user").related_model._meta.get_field("hosted_sessions").related_model.objects
        coming = sessions.published().upcoming(at).filter(service=service, host=OuterRef("user"))
        return self.filter(Exists(coming)).order_by("name", "pk")

    def on(self, topic):
        """Return those who counsel on one of the four relations (a Topic); "" is anything. No Topic is a part of another's word."""
        return self.filter(topics__contains=topic) if topic else self

    def serving(self, code):
        """Return those who serve at a site inside the area `code`; "" is everywhere. Nobody is named twice."""
        if not code:
            return self
        low, high = subtree(code)
        served = self.model.sites.through.objects.filter(teammember=OuterRef("pk"), site__area_id__gte=low, site__area_id__lt=high)
        return self.filter(Exists(served))


def printed_rules(service, of="pk"):
    """Return the expression for "a rule of taking places back is printed"; `of` is where the row has its service (a model)."""
    return Exists(service._meta.get_field("printed_rules").related_model.objects.filter(service=OuterRef(of), until=None))


class BookingQuerySet(VisibleQuerySet):
    def visible_to(self, user, perm=None):
        """As for every model, but the bookings of a confidential service are seen only by the one who carries it out."""
        return super().visible_to(user, perm).filter(Q(session__service__confidential=False) | Q(session__host=user))

    def of(self, user):
        return self.filter(booker=user)

    def live(self):
        """Return bookings that hold a place or wait for one."""
        return self.exclude(status=self.model.Status.CANCELLED)

    def holding(self):
        """Return bookings that hold a place: offered, confirmed, attended, absent."""
        return self.filter(status__in=self.model.HOLDING)

    def waiting(self):
        """Return who waits, who goes first first: the rank was given when she joined the line and never changes."""
        return self.filter(status=self.model.Status.WAITING).order_by("rank")

    def days_off(self):
        """Return the days of a term on which a child was given a day off."""
        return self.filter(status=self.model.Status.CANCELLED, ended_as=self.model.EndedAs.DAY_OFF)

    def coming(self, at=None):
        return self.live().filter(session__ends_at__gt=at or timezone.now())

    def one_a_family(self):
        """Return of people who come together one booking only (an offered one first), with `people`: how many live in the family."""
        live = self.model.objects.exclude(status=self.model.Status.CANCELLED).filter(together=OuterRef("together"))
        offered = Q(status=self.model.Status.OFFERED)
        before = live.filter(pk__lt=OuterRef("pk"))
        others = Exists(live.filter(offered).exclude(pk=OuterRef("pk")))
        first = (
            Q(together=None)
            | (Q(status=self.model.Status.OFFERED) & ~Exists(before.filter(offered)))
            | (~Q(status=self.model.Status.OFFERED) & ~others & ~Exists(before))
        )
        count = live.order_by().values("together").annotate(n=Count("pk")).values("n")
        return self.filter(first).annotate(people=Subquery(count, output_field=models.IntegerField()))

    def next_first(self):
        """Order what comes: what waits for her answer, then by the hour."""
        asked = models.Case(models.When(status=self.model.Status.OFFERED, then=0), default=1)
        return self.order_by(asked, "session__starts_at", "pk")

    def past(self, at=None):
        """Return what is over for her: cancelled, or of a session that has ended."""
        return self.filter(Q(status=self.model.Status.CANCELLED) | Q(session__ends_at__lte=at or timezone.now()))

    def one_a_term(self, at=None):
        """Leave of each term one coming booking, the next one, and of what is over the last one: a list shows a term as one entry."""
        at = at or timezone.now()
        same = self.model.objects.filter(enrollment=OuterRef("enrollment"))
        sooner = same.live().filter(session__ends_at__gt=at, session__starts_at__lt=OuterRef("session__starts_at"))
        later = same.filter(session__ends_at__lte=at, session__starts_at__gt=OuterRef("session__starts_at"))
        of_term = Q(session__ends_at__gt=at) & ~Q(status=self.model.Status.CANCELLED) & ~Exists(sooner) | Q(session__ends_at__lte=at) & ~Exists(later)
        return self.filter(Q(enrollment=None) | of_term).select_related("enrollment")

    def with_place(self):
        """Annotate `place`: how many families (or people alone) wait in her session up to and with hers; only for who waits."""
        ahead = self.model.objects.filter(session=OuterRef("session"), status__in=self.model.IN_LINE, rank__lte=OuterRef("rank"))
        return self.annotate(place=Subquery(ahead.order_by().values("session").annotate(n=families()).values("n"), output_field=models.IntegerField()))

    def for_tickets(self):
        """Bring what a ticket shows, in one statement."""
        return self.select_related("session__service", "session__site__center", "session__room", "attendee", "together")


class EnrollmentQuerySet(VisibleQuerySet):
    def of(self, user):
        return self.filter(booker=user)

    def of_others(self, user):
        """Return those that another guardian made for a child of `user`, or for one whose bookings are shared with her."""
        children = self.model._meta.get_field("attendee").related_model.objects.of(user).present()
        return self.exclude(booker=user).filter(attendee__in=children, timetable__service__confidential=False)

    def seen_by(self, user):
        """Return those whose page `user` may open: her own, and what other guardians made for her children."""
        return self.filter(Q(booker=user) | Q(pk__in=self.of_others(user).values("pk")))

    def live(self):
        """Return enrollments that hold or wait for at least one weekday."""
        return self.exclude(status=self.model.Status.ENDED)

    def with_strikes(self):
        """Annotate how often each kind counts against it: `absences` and `lates`."""
        counting = Q(strikes__excused_at=None)
        return self.annotate(
            absences=Count("strikes", filter=counting & Q(strikes__kind="absence")), lates=Count("strikes", filter=counting & Q(strikes__kind="late"))
        )

    def for_pages(self):
        """Bring what a page or a line of an enrollment shows, in one statement."""
        return self.select_related("timetable__service__site__center", "timetable__room", "attendee")


class StrikeQuerySet(VisibleQuerySet):
    def counting(self):
        """Return what still counts against the place."""
        return self.filter(excused_at=None)

    def asking(self):
        """Return those to which somebody said a word that nobody has answered yet."""
        return self.filter(said_at__isnull=False, answered_at=None)


class DrawQuerySet(PlaceQuerySet):
    def announced(self):
        """Return draws that have a page: everything but drafts."""
        return self.exclude(state=self.model.State.DRAFT)

    def due_to_close(self, now):
        return self.filter(state=self.model.State.OPEN, closes_at__lte=now)

    def with_page(self):
        """Bring what the page of a draw shows, in one statement."""
        return self.select_related("service", "session__service", "timetable__service", "site__center", "lottery_by")


class DrawEntryQuerySet(PlaceQuerySet):
    def for_list_of(self, user):
        """Return the numbers of `user` in draws that are not over, the next first. One statement."""
        live = self.filter(booker=user, withdrawn_at=None, draw__state__in=["open", "closed"])
        return live.select_related("draw__service", "draw__session").order_by("draw__lottery_day", "pk")


class FeedbackQuerySet(VisibleQuerySet):
    def visible_to(self, user, perm=None):
        """As for every model; what was said of a confidential service is read only by the one who carried it out."""
        secret = Q(service__confidential=False) | Q(booking__session__host=user)
        return super().visible_to(user, perm).filter(secret)

    def shown(self):
        """Return what stands on public pages: looked at by staff, and not of a confidential service."""
        return self.filter(state=self.model.State.SHOWN, service__confidential=False)

    def to_moderate(self):
        return self.filter(state__in=[self.model.State.WAITING, self.model.State.REPORTED])


class AskQuerySet(PlaceQuerySet):
    def public(self):
        """Return what neighbours may read: looked at by staff, whatever became of it."""
        status = self.model.Status
        return self.filter(status__in=(status.OPEN, status.OFFERED, status.DECLINED))

    def shown_to(self, user):
        """Return what is public, and what `user` asked for herself and nobody has looked at yet."""
        where = Q(pk__in=self.public().order_by().values("pk"))
        if user.is_authenticated:
            voices = self.model._meta.get_field("said_by").related_model.objects
            where |= Q(Exists(voices.filter(ask=OuterRef("pk"), user=user, is_first=True)), status=self.model.Status.NEW)
        return self.filter(where)

    def with_mine(self, user):
        """Annotate `mine`: when `user` said so too, or None."""
        voices = self.model._meta.get_field("said_by").related_model.objects
        mine = voices.filter(ask=OuterRef("pk"), user=user.pk if user.is_authenticated else None)
        return self.annotate(mine=Subquery(mine.values("said_at")[:1]))

    def live_first(self):
        """Order: what can still be joined, then what became something, then what could not be; none by how many want it."""
        status = self.model.Status
        turn = models.Case(models.When(status__in=(status.NEW, status.OPEN), then=0), models.When(status=status.OFFERED, then=1), default=2)
        return self.order_by(turn, "-asked_at", "-pk")


class ResourceQuerySet(VisibleQuerySet):
    def offered(self):
        return self.filter(is_offered=True, provider__closed_on=None)

    def for_places(self, codes):
        """Return what is offered to places with these 12-digit area codes: a provider serves its area and all below it."""
        return self.offered().filter(provider__area_id__in={upper for code in codes for upper in lineage(code)})


class OrderQuerySet(PlaceQuerySet):
    def agreed(self):
        return self.filter(status=self.model.Status.AGREED)
