"""The forms by which staff lay sessions: a day and two times, as people speak of it."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from accounts.admin import StaffModelForm
from accounts.fields import DayInput, PlainTextField

from ..models import Session

AHEAD = timedelta(days=366)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


def whole(day, time):
    """Return the moment of a day and a time in Asia/Shanghai."""
    return timezone.make_aware(datetime.combine(day, time))


class WhenMixin(forms.Form):
    """day, starts, ends: cleaned to starts_at and ends_at."""

    day = forms.DateField(label="日期", widget=DayInput)
    starts = forms.TimeField(label="开始", widget=TimeInput)
    ends = forms.TimeField(label="结束", widget=TimeInput)

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate() + AHEAD:
            raise forms.ValidationError("只能排一年以内的场次，请再看看年份。")
        return day

    def clean(self):
        cleaned = super().clean()
        if all(cleaned.get(name) for name in ("day", "starts", "ends")):
            cleaned["starts_at"], cleaned["ends_at"] = whole(cleaned["day"], cleaned["starts"]), whole(cleaned["day"], cleaned["ends"])
            if cleaned["ends_at"] <= cleaned["starts_at"]:
                self.add_error("ends", "结束要比开始晚。")
        return cleaned


def require_new(form, cleaned, service):
    """Say it when this very session is there already: pressed twice, or laid by a colleague."""
    there = Session.objects.exclude(status=Session.Status.CANCELLED).filter(
        service=service, starts_at=cleaned["starts_at"], room=cleaned.get("room"), host_name=cleaned.get("host_name") or "", host=cleaned.get("host")
    )
    if there.exists():
        form.add_error("starts", "这个时间已经有这门课了，不用再加。要同时开两场，请写上不同的老师或场地。")


def require_own_room(form, cleaned, site):
    room = cleaned.get("room")
    if room and room.center_id != site.center_id:
        form.add_error("room", "这个场地不在这个中心里。请选这个中心的场地。")


class SessionForm(WhenMixin, StaffModelForm):
    """One session in the admin. Its day and times can be changed while it is a draft."""

    publish_now = forms.BooleanField(label="马上发布", required=False, initial=True, help_text="不勾就是草稿，居民看不到。")

    class Meta:
        model = Session
        fields = ["service", "capacity", "room", "host", "host_name"]

    field_order = ["service", "day", "starts", "ends"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        session = self.instance
        if session.pk is None:
            return
        del self.fields["publish_now"]
        if session.status == Session.Status.DRAFT:
            start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
            self.initial |= {"day": start.date(), "starts": start.time(), "ends": end.time()}
        else:
            for name in ("day", "starts", "ends"):
                del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        session = self.instance
        service = session.service if session.pk else cleaned.get("service")
        if session.pk and "day" not in self.fields:
            cleaned["starts_at"], cleaned["ends_at"] = session.starts_at, session.ends_at
        if service is None or not cleaned.get("starts_at"):
            return cleaned
        require_own_room(self, cleaned, service.site)
        if not session.pk and not self.errors:
            require_new(self, cleaned, service)
        return cleaned


class CancelForm(forms.Form):
    """Why a session does not take place; everybody who has a place reads it."""

    reason = PlainTextField(label="原因", max_length=60, help_text="会写进发给大家的通知，例如：老师病了、停电。")
    reason.error_messages["required"] = "请写上原因，约好的人会收到。"
