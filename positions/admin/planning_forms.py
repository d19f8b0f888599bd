"""The forms of timetables, single dates, moves and closings: weekdays and clocks, as people speak of them."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone

from accounts.fields import DayInput, PlainTextField
from accounts.models import User
from accounts.querysets import visible

from .. import hosts
from ..models import OpeningHours, Room, Service, Site, Timetable, TimetableDate
from ..planning import calendar
from ..planning.changing import Booked
from .session_forms import TimeInput, require_own_room, whole

RHYTHMS = [("1", "每周"), ("2", "隔一周"), *((f"n{value}", f"每月{words}") for value, words in Timetable.Nth.choices)]
NIGHT = 12 * 60  # a stretch over midnight is at most so long: more is a slip of the hand
FARTHEST = timedelta(days=3 * 366)
REASON = "会写进发给大家的消息，例如：老师病了、停电。"


def day_field(label, **kwargs):
    return forms.DateField(label=label, widget=DayInput, **kwargs)


class PlaceFields(forms.Form):
    """Where and by whom, offered as far as she may see; who is there already stays, even out of her reach."""

    room = forms.ModelChoiceField(Room.objects.none(), label="场地", required=False, empty_label="不选")
    host = forms.ModelChoiceField(User.objects.none(), label="由谁提供", required=False, empty_label="不选", help_text="有账号的工作人员、调解员。")
    host_name = PlainTextField(label="老师", max_length=40, required=False, help_text="写在页面上的名字。")

    def offer_places(self, user, *, center=None, host=None):
        rooms = visible(Room, user).select_related("center")
        self.fields["room"].queryset = rooms.filter(center=center) if center else rooms
        self.fields["room"].label_from_instance = str if center else lambda row: f"{row}（{row.center}）"
        people = hosts.may_host(user)
        self.fields["host"].queryset = people | User.objects.filter(pk=host.pk).order_by("name", "pk") if host else people
        self.fields["host"].label_from_instance = lambda row: row.get_full_name()


def stretch(form, starts, ends):
    """Return the minutes from one time of day to the other, over midnight if need be; says at `ends` what makes no sense."""
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    if minutes <= 0:
        minutes += 24 * 60
        if minutes > NIGHT:
            form.add_error("ends", "结束要比开始晚。过了零点的，最多 12 小时。")
    elif minutes < 10:
        form.add_error("ends", "至少 10 分钟。")
    return minutes


class RuleForm(PlaceFields):
    """The rule of a timetable. Cleaned to the fields of the model; `rule()` gives them."""

    weekdays = forms.MultipleChoiceField(
        label="星期", choices=[(str(value), words) for value, words in OpeningHours.Weekday.choices], widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选上课的日子，可以选几天。"},
    )  # fmt: skip
    rhythm = forms.ChoiceField(label="隔多久", choices=RHYTHMS, initial="1")
    starts = forms.TimeField(label="开始", widget=TimeInput)
    ends = forms.TimeField(label="结束", widget=TimeInput, help_text="过了零点也可以，例如 22:00 到 1:00。")
    slot_minutes = forms.IntegerField(label="切成几分钟一段", required=False, min_value=5, max_value=480, help_text="约时间来谈的填，例如 45；上课不填。")
    since = day_field("哪天开课", help_text="隔一周的，从这一周算起。")
    until = day_field("哪天结课", required=False, help_text="包括这一天。不写就一直排下去。")
    capacity = forms.IntegerField(label="名额", min_value=1, max_value=9999)
    skip_holidays = forms.BooleanField(label="国家放假的日子不上", required=False, initial=True)
    on_workdays = forms.BooleanField(
        label="调休上班的周末上", required=False, help_text="周一至周五都上的课，补班那天加一次；周末的课，补班那天照上。不勾就不上。"
    )
    for_terms = forms.BooleanField(label="整个学期报名", required=False, help_text="报一次名，整个学期的位子都留着。要写哪天结课。")
    field_order = [
        "service", "first", "weekdays", "rhythm", "starts", "ends", "slot_minutes", "since", "until", "capacity", "room", "host", "host_name",
        "skip_holidays", "on_workdays", "for_terms", "booked", "reason",
    ]  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends:
            cleaned["minutes"] = stretch(self, starts, ends)
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "结束的日期要比开始的晚。")
        if until and until > timezone.localdate() + FARTHEST:
            self.add_error("until", "最多排三年，请再看看年份。")
        if cleaned.get("for_terms") and "until" not in self.errors and not until:
            self.add_error("until", "整个学期报名的，要写哪天结课。")
        slot, minutes = cleaned.get("slot_minutes"), cleaned.get("minutes")
        if slot and minutes and slot > minutes:
            self.add_error("slot_minutes", "每一段不能比整段时间长。")
        if slot and cleaned.get("for_terms"):
            self.add_error("for_terms", "约时间来谈的，不能整个学期报名。")
        service = self.service_of(cleaned)
        if service:
            require_own_room(self, cleaned, service.site)
        return cleaned

    def service_of(self, cleaned):
        """Return the Service of the rule: a new one asks for it, a change knows it already."""
        return cleaned.get("service")

    def rule(self):
        """Return {field of Timetable: value}."""
        data = self.cleaned_data
        rhythm = data["rhythm"]
        names = (
            "starts", "minutes", "slot_minutes", "since", "until", "room", "host", "host_name", "capacity", "skip_holidays", "on_workdays", "for_terms",
        )  # fmt: skip
        return {name: data[name] for name in names} | {
            "weekdays": "".join(sorted(data["weekdays"])),
            "every": int(rhythm) if rhythm in "12" else 1,
            "nth": int(rhythm[1:]) if rhythm.startswith("n") else None,
        }


class TimetableForm(RuleForm):
    """A new timetable."""

    service = forms.ModelChoiceField(Service.objects.none(), label="服务", empty_label="请选择")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        services = Service.objects.visible_to(user, "positions.add_session").filter(is_offered=True, site__closed_on=None)
        self.fields["service"].queryset = services.select_related("site__center")
        self.fields["service"].label_from_instance = lambda row: f"{row}（{row.site.center} {row.site}）"
        self.fields["since"].initial = timezone.localdate()
        self.offer_places(user)

    def clean_since(self):
        since = self.cleaned_data["since"]
        if abs(since - timezone.localdate()) > timedelta(days=366):
            raise forms.ValidationError("离今天超过一年了，请再看看年份。")
        return since


class HowForm(forms.Form):
    """What becomes of sessions that somebody has a place in, and why."""

    booked = forms.ChoiceField(label="有人约了的场次", choices=Booked.choices, widget=forms.RadioSelect, initial=Booked.MOVE)
    reason = PlainTextField(label="原因", max_length=60, required=False, help_text=REASON)


class ChangeForm(HowForm, RuleForm):
    """How a timetable is to be from a day on."""

    first = day_field("从哪天起这样改", required=False, help_text="不写就是从今天起，接下来的全部都改。")

    def __init__(self, *args, user, timetable, **kwargs):
        self.timetable = timetable
        super().__init__(*args, initial=self.of(timetable) | (kwargs.pop("initial", None) or {}), **kwargs)
        self.offer_places(user, center=timetable.service.site.center_id, host=timetable.host)

    @staticmethod
    def of(row):
        """Return what the form says of a timetable as it is."""
        said = {
            "weekdays": list(row.weekdays), "rhythm": f"n{row.nth}" if row.nth else str(row.every), "ends": row.ends, "room": row.room_id, "host": row.host_id,
        }  # fmt: skip
        same = ("starts", "slot_minutes", "since", "until", "host_name", "capacity", "skip_holidays", "on_workdays", "for_terms")
        return said | {name: getattr(row, name) for name in same}

    def clean_first(self):
        first = self.cleaned_data["first"]
        if first and first < timezone.localdate():
            raise forms.ValidationError("已经过去的日子改不了，请写今天或以后的日子。")
        return first

    def service_of(self, cleaned):
        return self.timetable.service


class SingleForm(HowForm):
    """One date that differs."""

    KINDS = [(TimetableDate.Kind.LEFT_OUT, "这一天不上"), (TimetableDate.Kind.ADDED, "这一天加一次"), ("", "按原来的规则，撤回以前说的")]
    date = day_field("哪一天")
    kind = forms.ChoiceField(label="怎么办", choices=KINDS, widget=forms.RadioSelect, initial=TimetableDate.Kind.LEFT_OUT, required=False)
    field_order = ["date", "kind", "booked", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["booked"].choices = [(Booked.CANCEL, "取消，通知大家"), (Booked.KEEP, "有人约了就照旧")]
        self.fields["booked"].initial = Booked.CANCEL
        self.fields["reason"].help_text = "会写在页面上，也写进发给大家的消息，例如：学校运动会。"

    def clean_date(self):
        day, today = self.cleaned_data["date"], timezone.localdate()
        if not today <= day <= today + timedelta(days=366):
            raise forms.ValidationError("请写今天以后、一年以内的日子。")
        return day


class StopForm(HowForm):
    """The last day of a timetable."""

    last = day_field("最后一天", help_text="这一天还上，以后不上。")
    field_order = ["last", "booked", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["booked"].choices = [(Booked.CANCEL, "取消，通知大家"), (Booked.KEEP, "有人约了的，上完再停")]
        self.fields["booked"].initial = Booked.CANCEL
        self.fields["last"].initial = timezone.localdate()

    def clean_last(self):
        if self.cleaned_data["last"] < timezone.localdate():
            raise forms.ValidationError("请写今天或以后的日子。")
        return self.cleaned_data["last"]


class MoveForm(PlaceFields):
    """Another time or place for one session."""

    day = day_field("日期")
    starts = forms.TimeField(label="开始", widget=TimeInput)
    ends = forms.TimeField(label="结束", widget=TimeInput)
    reason = PlainTextField(label="原因", max_length=60, required=False, help_text=REASON)
    field_order = ["day", "starts", "ends", "room", "host", "host_name", "reason"]

    def __init__(self, *args, user, session, **kwargs):
        self.session = session
        start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        said = {
            "day": start.date(),
            "starts": start.time(),
            "ends": end.time(),
            "room": session.room_id,
            "host": session.host_id,
            "host_name": session.host_name,
        }
        super().__init__(*args, initial=said, **kwargs)
        self.offer_places(user, center=session.site.center_id, host=session.host)

    def clean_day(self):
        day, today = self.cleaned_data["day"], timezone.localdate()
        if not today <= day <= today + timedelta(days=366):
            raise forms.ValidationError("请写今天以后、一年以内的日子。")
        return day

    def clean(self):
        cleaned = super().clean()
        day, starts, ends = (cleaned.get(name) for name in ("day", "starts", "ends"))
        if day and starts and ends:
            minutes = stretch(self, starts, ends)
            cleaned["starts_at"] = whole(day, starts)
            cleaned["ends_at"] = cleaned["starts_at"] + timedelta(minutes=minutes)
        require_own_room(self, cleaned, self.session.site)
        return cleaned


class ClosingForm(forms.Form):
    """Which place is closed, when, and why."""

    place = forms.ChoiceField(label="停开哪里")
    first = day_field("从哪天起")
    last = day_field("到哪天", required=False, help_text="包括这一天。不写就是一直停下去。")
    reason = PlainTextField(label="原因", max_length=60, help_text=REASON, error_messages={"required": "请写上原因，约好的人会收到。"})

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        sites = Site.objects.visible_to(user, "positions.change_site").open().select_related("center")
        rooms = Room.objects.visible_to(user, "positions.change_room").select_related("center")
        groups = [("阵地", [(f"s{row.pk}", f"{row.center} {row}") for row in sites]), ("场地", [(f"r{row.pk}", f"{row.center} {row}") for row in rooms])]
        self.fields["place"].choices = [("", "请选择"), *((name, rows) for name, rows in groups if rows)]

    def clean_first(self):
        first, today = self.cleaned_data["first"], timezone.localdate()
        if not today <= first <= today + timedelta(days=366):
            raise forms.ValidationError("请写今天或以后、一年以内的日子。")
        return first

    def clean_place(self):
        chosen = self.cleaned_data["place"]
        model = Site if chosen[0] == "s" else Room
        return model.objects.select_related("center").get(pk=int(chosen[1:]))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", "结束的日期要比开始的晚。")
        return cleaned


def read_day(text):
    """Return the date that an address says, None when it says none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def years_ahead():
    """Return [(year, whether its holidays are known)] of this year and the next two."""
    this = timezone.localdate()
    known = calendar.read(this, this.replace(day=1, year=this.year + 2))
    return [(year, known.knows(year)) for year in range(this.year, this.year + 3)]
