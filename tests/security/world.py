"""A small world of two places: everything once in our own area and once elsewhere, and one person for each role."""

import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from accounts import guardians, mandates, second_factor
from accounts.models import Area, Consent, FamilyMember, Post, User
from accounts.roles import Role
from mediation import casework, documents, intake, referral, secrecy
from mediation.clocks import running as clocks
from mediation.danger import marks
from mediation.documents import layouts
from mediation.models import (
    Agreement,
    AlarmStep,
    BreakGlass,
    Case,
    Clock,
    DossierRule,
    FormTemplate,
    GridWord,
    HotlineCall,
    Instalment,
    Mediator,
    Meeting,
    Partner,
    Question,
    Retention,
    RiskSign,
    What,
)
from mediation.models import Order as CaseOrder
from mediation.referral import screening
from notices import calls
from notices.models import Job, Notice
from positions import booking, timetables
from positions.after import calendars, rating
from positions.after.suppression import LEAST
from positions.door import signing
from positions.duty import appointments
from positions.fairness import taking_back
from positions.models import (
    Ask,
    Booking,
    Center,
    ChecklistItem,
    ClassList,
    Closing,
    Draw,
    Feedback,
    HolidayYear,
    Order,
    Provider,
    Resource,
    Room,
    Service,
    Site,
    SiteCheck,
    TeamMember,
    Timetable,
)
from positions.planning import generating
from positions.terms import enrolling, strikes
from positions.wanted import asking
from programs.models import Program, Project
from volunteers import teams

OWN, OTHER = "350502001001", "350582001001"  # communities of 鲤城 and of 晋江
PARTY = "13812345678"  # the number of the party of both cases
ROLES = (
    "stranger", "mother", "neighbor", "keeper", "keeper_elsewhere", "community", "street", "county", "city", "county_elsewhere",
    "grid", "mediator", "mediator_elsewhere", "counsellor", "leader", "auditor", "data_protection", "system_admin",
    "partner", "partner_elsewhere", "mediator_conflict", "mediator_ended", "county_glass",
    "ended", "no_factor",
)  # fmt: skip


def _jpeg():
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return out.getvalue()


JPEG = _jpeg()


@dataclass
class Side:
    """The rows of one place."""

    area: Area
    user: User = None
    rows: dict = field(default_factory=dict)


class World:
    def __init__(self):
        ContentType.objects.clear_cache()  # a test before may have emptied the tables and laid them anew
        self.phones = iter(range(1, 10000))
        self.people = {"mother": self.person("林晓梅"), "neighbor": self.person("陈美丽")}
        self.own, self.other = self._place(OWN, "鲤城区", self.people["mother"]), self._place(OTHER, "晋江市", self.people["neighbor"])
        city = Area.objects.get(code="350500000000")
        site = {"own": self.own.rows["site"], "other": self.other.rows["site"]}
        self.post("keeper", Role.SITE_STAFF, site=site["own"])
        self.post("keeper_elsewhere", Role.SITE_STAFF, site=site["other"])
        self.post("community", Role.COMMUNITY_OFFICER, area=self.own.area)
        self.post("street", Role.STREET_OFFICER, area=self.own.area.parent)
        self.post("county", Role.COUNTY_OFFICER, area=self.own.area.parent.parent)
        self.post("county_elsewhere", Role.COUNTY_OFFICER, area=self.other.area.parent.parent)
        self.post("city", Role.CITY_OFFICER, area=city)
        self.post("grid", Role.GRID_WORKER, area=self.own.area)
        self.post("mediator", Role.MEDIATOR, area=self.own.area.parent.parent)
        self.post("mediator_elsewhere", Role.MEDIATOR, area=self.other.area.parent.parent)
        self.post("counsellor", Role.COUNSELLOR, area=self.own.area)
        self.post("leader", Role.VOLUNTEER_LEADER, site=self.own.rows["station"])
        self.post("auditor", Role.AUDITOR, area=city)
        self.post("data_protection", Role.DATA_PROTECTION, area=city)
        self.post("system_admin", Role.SYSTEM_ADMIN, area=city)
        self.people["grid_elsewhere"] = self.person("庄晋江")
        Post.objects.create(user=self.people["grid_elsewhere"], role=Role.GRID_WORKER, area=self.other.area)
        self._case(self.own, self.people["grid"])
        self._case(self.other, self.people["grid_elsewhere"])
        self._partner(self.own, "partner", "mediator")
        self._partner(self.other, "partner_elsewhere", "mediator_elsewhere")
        for side, keeper in ((self.own, "keeper"), (self.other, "keeper_elsewhere")):
            self._traces(side, keeper)
        self._work(self.own, self.people["mediator"])
        self._work(self.other, self.people["mediator_elsewhere"])
        self._secrecy(self.own, self.people["county_elsewhere"])
        self._secrecy(self.other, self.people["county"])
        self._papers(self.own, self.people["mediator"])
        self._papers(self.other, self.people["mediator_elsewhere"])
        self._duty(self.own, self.people["mediator"])
        self._duty(self.other, self.people["mediator_elsewhere"])
        self._apart()
        yesterday = timezone.localdate() - timedelta(days=1)
        self.post("ended", Role.SITE_STAFF, site=site["own"], since=yesterday - timedelta(days=9), until=yesterday)
        self.post("no_factor", Role.SITE_STAFF, site=site["own"], factor=False)

    def person(self, name):
        return User.objects.create_user(f"+8613700{next(self.phones):06d}", name=name, phone_verified=True, born_on=date(1990, 1, 1))

    def post(self, word, role, *, factor=True, **where):
        self.people[word] = user = self.person(word)
        Post.objects.create(user=user, role=role, **where)
        if factor:
            second_factor.enrol_totp(user)

    def _case(self, side, reporter):
        husband = intake.Person(name="张三", phone=PARTY)
        told = {"kind": "couple", "purpose": "complaint", "narrative": "两口子吵架。", "parties": [husband], "pictures": [(JPEG, 8, 8)]}
        case = intake.report(by=reporter, area=side.area, key=intake.new_key(), **told)
        call = HotlineCall.objects.create(answered_by=reporter, area=side.area, kind="couple", narrative="两口子吵架。", handling="case", case=case)
        side.rows |= {"hotlinecall": call, "case": case, "party": case.parties.get(), "evidence": case.evidence.get()}
        marks.put(case, {marks.Mark.MINOR: True})
        told = {"kind": "couple", "narrative": "另一件。", "parties": [intake.Person(name="李四")]}
        for _ in range(LEAST - 1):  # figures of fewer than LEAST are not shown, and open nothing to anybody
            intake.report(by=reporter, area=side.area, key=intake.new_key(), **told)
        for _ in range(LEAST - 1):
            HotlineCall.objects.create(answered_by=reporter, area=side.area, kind="couple", narrative="另一通。", handling="answered")
        paper = {"kind": "warning", "unit": "一派出所", "forbids": "不许动手", "issued_on": timezone.localdate(), "by": reporter}
        side.rows["protectionorder"] = CaseOrder.objects.create(case=case, party=case.parties.get(), **paper)

    def _work(self, side, mediator):
        """What a mediator writes on the way, an agreement that took effect and may go to court, and her line of the roster."""
        case, now = side.rows["case"], timezone.now()
        meeting = Meeting.objects.create(case=case, starts_at=now - timedelta(hours=2), ends_at=now, place="调解室", by=mediator)
        agreement = Agreement.objects.create(
            case=case, number=f"{case.number}-1", form="written", facts="吵架。", terms="各让一步。", reached_at=now, by=mediator
        )
        clocks.start(case, What.CONFIRM, now)
        part = Instalment.objects.create(agreement=agreement, due_on=timezone.localdate(), what="先付一半")
        roster = Mediator.objects.create(user=mediator, area=side.area)
        side.rows |= {"meeting": meeting, "agreement": agreement, "instalment": part, "mediator": roster}

    def _secrecy(self, side, officer):
        """A glass that was broken and is over, and what a party asked about a look at her case."""
        case = side.rows["case"]
        glass = secrecy.break_glass(user=officer, number=case.number, why="danger", words="有人受伤。")
        BreakGlass.objects.filter(pk=glass.pk).update(until=glass.at)
        question = Question(case=case, read=glass.reads.get(), whose="0" * 64, area_code=case.area_id, words="为什么？")
        question.save(force_insert=True)
        side.rows |= {"breakglass": glass, "question": question, "retention": Retention.objects.first()}

    def _apart(self):
        """Three who could open our case, or could have: its other party mediates there too, one did until yesterday, one broke a glass."""
        county, yesterday = self.own.area.parent.parent, timezone.localdate() - timedelta(days=1)
        self.post("mediator_conflict", Role.MEDIATOR, area=county)
        User.objects.filter(pk=self.people["mediator_conflict"].pk).update(phone=f"+86{PARTY}")
        self.post("mediator_ended", Role.MEDIATOR, area=county, since=yesterday - timedelta(days=9), until=yesterday)
        self.post("county_glass", Role.COUNTY_OFFICER, area=self.other.area.parent.parent)
        for word in ("mediator_conflict", "county_glass"):
            self.people[word] = User.objects.get(pk=self.people[word].pk)  # as she is stored, her Posts read anew
        secrecy.break_glass(user=self.people["county_glass"], number=self.own.rows["case"].number, why="shelter", words="她到了我们这里。")

    def _partner(self, side, word, mediator):
        """A police bureau, one of its people, and what was handed to it of the case: the photo too; and a joint list."""
        by, county = self.people[mediator], side.area.parent.parent
        body = Partner.objects.create(name=f"{county.name}公安分局", kind="police", area=county)
        self.post(word, Role.PARTNER, partner=body)
        casework.accept(case=side.rows["case"], by=by)
        case, soon = Case.objects.get(pk=side.rows["case"].pk), timezone.localdate() + timedelta(days=9)
        told = {"people": [f"{side.rows['party'].uid}:name"], "facts": ["kind"], "story": "请到场。", "photos": [side.rows["evidence"].uid], "due_on": soon}
        row = referral.ask(case=case, by=by, partner=body, **told)
        row = referral.hand_over(referral=row, by=by, revision=1, consent="urgent", consent_words="联系不上。")
        listed = screening.screen(area=county, held_on=timezone.localdate(), partners=[body], colours={case: 3}, by=by)
        side.rows |= {"partner": body, "referral": row, "handed_photo": row.photos.get(), "screening": listed}

    def _papers(self, side, mediator):
        """A paper of the case, the photo of it signed by hand, and the office's own rule and template."""
        paper = documents.make(case=side.rows["case"], form="intake", by=mediator)
        (mark,) = documents.add_scans(document=paper, pictures=[(JPEG, 8, 8)], by=mediator)
        county = side.area.parent.parent
        side.rows |= {
            "document": paper, "mark": mark, "dossierrule": DossierRule.objects.create(area=county, office="调解委员会"),
            "formtemplate": FormTemplate.objects.create(area=county, form="cover", content=layouts.built("cover"), by=mediator),
        }  # fmt: skip

    def _draw(self, service, start):
        """A draw whose list is locked: it has all its public files."""
        later = timetables.add(service=service, starts_at=start + timedelta(days=30), ends_at=start + timedelta(days=30, hours=2), capacity=5)
        now = timezone.now()
        times = {"opens_at": now - timedelta(days=2), "closes_at": now - timedelta(days=1), "lottery_day": timezone.localdate() + timedelta(days=3)}
        draw = Draw.objects.create(session=later, places=5, **times)
        rows = Draw.objects.filter(pk=draw.pk)
        for state, more in (("open", {"secret_hash": "0" * 64, "announced_at": now}), ("closed", {"list_hash": "0" * 64, "numbers": "001", "closed_at": now})):
            rows.update(state=state, **more)
        return rows.get()

    def _feedback(self, booked):
        """What the family said of another day, public."""
        booked = Booking.objects.select_related("session__service__site", "booker", "attendee").get(pk=booked.pk)  # its session as it is stored
        ago, service = timezone.now() - timedelta(days=3), booked.session.service
        held = timetables.add(service=service, starts_at=ago, ends_at=ago + timedelta(hours=2), capacity=5)
        who = {"booker": booked.booker, "attendee": booked.attendee, "status": Booking.Status.ATTENDED}
        row = Booking.objects.create(session=held, from_minute=booking.minute(ago), to_minute=booking.minute(ago) + 120, **who)
        said = rating.rate(booking=row, mark=5, words="孩子喜欢。", by=booked.booker)
        Feedback.objects.filter(pk=said.pk).update(state="shown")
        return said

    def _ties(self, side, keeper):
        """Signed on paper before the keeper: a second guardian of the child, and the mandate by which `side.user` books for an elder."""
        by, site = self.people[keeper], side.rows["site"]
        second, elder = self.person("陈志远"), self.person("林阿香")
        how = {"relation": "father", "shares": "bookings", "site": site, "paper": JPEG, "by": by}
        tie = guardians.record(member=side.rows["family"], phone=second.phone, **how)
        guardians.accept(guardianship=tie, by=second, child_name=side.rows["family"].name)
        until = timezone.localdate() + timedelta(days=90)
        mandate = mandates.give(giver=elder, phone=side.user.phone, until=until, by=by, site=site, paper=JPEG)
        mandates.accept(mandate=mandate, by=side.user, giver_name=elder.name)
        side.rows |= {"guardianship": tie, "mandate": mandate}

    def _duty(self, side, host):
        """A confidential service by appointment, one time of it that somebody booked, and the one who carries it out."""
        room = Site.objects.create(center=side.rows["center"], kind=Site.Kind.MEDIATION)
        talk = Service.objects.create(site=room, title="婚姻家庭咨询", summary="关起门谈。", theme="marriage", taken="appointment", confidential=True)
        start = datetime.combine(timezone.localdate() + timedelta(days=3), time(9), timezone.get_current_timezone())
        slot = timetables.add(service=talk, starts_at=start, ends_at=start + timedelta(minutes=45), capacity=1, host=host)
        appointments.take(slot=slot.pk, booker=side.user, by=side.user, called="林女士", unnamed=True)
        hours = Timetable.objects.create(service=talk, weekdays="1", starts=time(15), minutes=45, since=start.date(), until=start.date(), capacity=1, host=host)
        member = TeamMember.objects.create(
            area=side.area, user=host, team="mediators", name="庄老师", shown_since=timezone.localdate(), photo=ContentFile(JPEG, name="face.jpg")
        )
        member.sites.add(side.rows["site"], room)
        side.rows |= {"talk": talk, "slot": slot, "hours": hours, "teammember": member}

    def _traces(self, side, keeper):
        """The traces that staff leave."""
        self._ties(side, keeper)
        post = self.people[keeper].posts.get()
        side.rows |= {
            "post": post, "logentry": LogEntry.objects.log_create(side.rows["site"], action=LogEntry.Action.UPDATE, changes={}),
            "consent": Consent.objects.create(user=side.user, purpose=Consent.Purpose.ACCOUNT, version="1"),
            "accesslog": side.rows["case"].reads.create(user=self.people["mediator"], number=side.rows["case"].number, area_code=side.area.code, what="case"),
            "clock": Clock.objects.first(), "risksign": RiskSign.objects.first(), "alarmstep": AlarmStep.objects.first(), "gridword": GridWord.objects.first(),
            "job": Job.objects.get_or_create(name="clear_sessions")[0],
            "notice": Notice.objects.filter(to=side.user).first(),
            "callentry": calls.ask(area=side.area, site=side.rows["site"], why="callback", user=side.user, note="请回电"),
            "feedback": self._feedback(side.rows["booking"]),
            "calendaraddress": calendars.make_address(user=side.user),
            "doortick": signing.stop(booking=side.rows["booking"], by=self.people[keeper], name="陈志远"),
        }  # fmt: skip

    def _place(self, code, county_name, user):
        city, _ = Area.objects.get_or_create(code="350500000000", defaults={"name": "泉州市", "level": 2})
        county = Area.objects.create(code=code[:6] + "000000", name=county_name, level=3, parent=city)
        street = Area.objects.create(code=code[:9] + "000", name=f"{county_name}一街道", level=4, parent=county)
        area = Area.objects.create(code=code, name=f"{county_name}一社区居委会", level=5, parent=street)
        side = Side(area=area, user=user)
        center = Center.objects.create(area=area, name=f"{county_name}邻里中心", address="一路 1 号")
        room = Room.objects.create(center=center, name="101 室")
        site = Site.objects.create(center=center, kind=Site.Kind.CHILDREN, room=room)
        station = Site.objects.create(center=center, kind=Site.Kind.VOLUNTEERS)
        service = Service.objects.create(site=site, title=f"{county_name}四点半课堂", summary="放学后。", theme="care")
        start = datetime.combine(timezone.localdate() + timedelta(days=2), time(16, 30), timezone.get_current_timezone())
        session = timetables.add(service=service, starts_at=start, ends_at=start + timedelta(hours=2), capacity=5, room=room)
        child = FamilyMember.objects.create(guardian=user, name=f"{county_name}小满", relation="daughter", born_on=date(2018, 5, 1), health_note="花生过敏")
        booked = booking.book(session=session.pk, attendee=child.pk, booker=user, by=user)
        item, _ = ChecklistItem.objects.get_or_create(kind=Site.Kind.CHILDREN, group="六有", words="有牌子")
        check = SiteCheck.objects.create(site=site, item=item)
        ask = asking.ask(area=area, title=f"{county_name}想要瑜伽课", for_whom="adults", time="any", by=user)
        Ask.objects.filter(pk=ask.pk).update(status="open")
        ask.refresh_from_db()
        provider = Provider.objects.create(name=f"{county_name}妇女儿童活动中心", kind="activity", area=county)
        resource = Resource.objects.create(provider=provider, title="簪花围", summary="老师上门教。", theme="interest")
        order = Order.objects.create(resource=resource, site=site, first_choice=start + timedelta(days=20), people=10)
        term = Timetable.objects.create(
            service=service, weekdays="5", starts=time(8), minutes=60, since=start.date(), until=start.date() + timedelta(days=40), capacity=3, for_terms=True
        )
        generating.generate(term)
        enrollment = enrolling.enrol(timetable=term.pk, attendee=child.pk, booker=user, by=user)
        strike = strikes.note_absence(enrollment.bookings.order_by("pk").first())
        taken = taking_back.take_back(rule=taking_back.rule_of(service, strikes.RULE), facts="三次没来。", enrollment=enrollment)
        closing = Closing.objects.create(site=site, first=start.date() + timedelta(days=90), last=start.date() + timedelta(days=91), reason="装修")
        holidays = HolidayYear.objects.create(year=2040 if code == OWN else 2041, source="示例")
        team = teams.found(site=station, name=f"{county_name}巾帼志愿服务队")
        volunteer = teams.apply(team=team, user=user, by=user)
        side.rows = {
            "center": center, "room": room, "site": site, "station": station, "service": service, "session": session,
            "booking": booked, "family": child, "checklistitem": item, "sitecheck": check, "area": area, "user": user,
            "closing": closing, "holidayyear": holidays, "timetable": term, "enrollment": enrollment, "strike": strike, "takenback": taken,
            "classlist": ClassList.objects.create(session=session, site=site, area=area, digest="0" * 64),
            "draw": self._draw(service, start), "ask": ask, "provider": provider, "resource": resource, "order": order,
            "team": team, "volunteer": volunteer, "program": Program.objects.get(slug="culture"), "project": Project.objects.get(slug="arts"),
        }  # fmt: skip
        return side
