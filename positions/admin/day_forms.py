"""The forms of the day page: somebody called, somebody stands there, one more session."""

from django import forms
from django.utils import timezone

from accounts.fields import BirthDateField, PersonNameField, PlainTextField
from accounts.models import FamilyMember, User
from accounts.phone_field import PhoneField
from accounts.querysets import visible

from .. import hosts
from ..models import Room, Service
from .session_forms import WhenMixin, require_new, require_own_room

RELATIONS = [choice for choice in FamilyMember.Relation.choices if choice[0] not in (FamilyMember.Relation.SELF, FamilyMember.Relation.GUEST)]


class CallerForm(forms.Form):
    """A place for somebody who called or stands there: by her number, for herself or somebody of her family."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=36)
    phone = PhoneField(label="手机号", help_text="预约码和通知会发到这个号。")
    caller = PersonNameField(label="预约人姓名")
    who = forms.ChoiceField(label="谁来参加", choices=[("self", "本人"), ("family", "孩子或家人")], widget=forms.RadioSelect, initial="self")
    name = PersonNameField(label="孩子或家人的姓名", required=False)
    relation = forms.ChoiceField(label="是预约人的", choices=[("", "请选择"), *RELATIONS], required=False)
    born_on = BirthDateField(label="参加人的出生日期", required=False, help_text="孩子和家人都要填；本人来，看年龄的课要填。")
    note = PlainTextField(label="要留意的事", max_length=200, required=False, help_text="过敏、用药等。加密保存，只给这一场的工作人员看。")
    wait = forms.BooleanField(label="约满的话，排候补", required=False)
    agreed = forms.BooleanField(
        label="已说明：记下这些资料只为预约和通知，本人同意；不满 14 岁的，监护人同意", error_messages={"required": "请先向对方说明，得到同意再办。"}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, words in (("name", "孩子或家人来，填这一项。"), ("relation", ""), ("born_on", "")):
            field = self.fields[name]
            field.conditional, field.help_text = True, field.help_text or words

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("who") == "family":
            for name, sentence in (("name", "请写上参加人的姓名。"), ("relation", "请选参加人是预约人的谁。"), ("born_on", "请填上参加人的出生日期。")):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned


class HoursCallerForm(CallerForm):
    """A place by the hour for somebody who called: from when to when, inside the opening; nobody waits for hours."""

    wait = None
    since = forms.TypedChoiceField(label="从几点", coerce=int, error_messages={"required": "请选从几点。"})
    until = forms.TypedChoiceField(label="到几点", coerce=int, error_messages={"required": "请选到几点。"})
    field_order = ["key", "phone", "caller", "who", "name", "relation", "born_on", "since", "until", "note", "agreed"]

    def __init__(self, *args, grid, **kwargs):
        super().__init__(*args, **kwargs)
        clock = "{:%H:%M}".format
        self.fields["since"].choices = [(hour.start, f"{clock(timezone.localtime(hour.starts_at))}（剩 {hour.left} 位）") for hour in grid if hour.can_come]
        self.fields["until"].choices = [(hour.end, clock(timezone.localtime(hour.ends_at))) for hour in grid if hour.can_come]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("since"), cleaned.get("until")
        if first and last and last <= first:
            self.add_error("until", "走的时间要比来的时间晚。")
        cleaned["first"], cleaned["last"] = first, last
        return cleaned


class AddSessionForm(WhenMixin, forms.Form):
    """One more session, laid on the day page. Of somebody who sees a county it offers what belongs to the one `center` that she looks at."""

    service = forms.ModelChoiceField(label="服务", queryset=Service.objects.none(), empty_label="请选择")
    capacity = forms.IntegerField(label="名额", min_value=1, max_value=2000)
    room = forms.ModelChoiceField(label="场地", queryset=Room.objects.none(), required=False, empty_label="不占场地")
    host = forms.ModelChoiceField(label="由谁提供", queryset=User.objects.none(), required=False, empty_label="不指定")
    host_name = PlainTextField(label="老师", max_length=40, required=False, help_text="写在页面上的名字。")
    field_order = ["service", "day", "starts", "ends", "capacity", "room", "host", "host_name"]

    def __init__(self, *args, user, center=None, **kwargs):
        super().__init__(*args, **kwargs)
        services = Service.objects.visible_to(user, "positions.add_session").filter(is_offered=True, site__closed_on=None)
        rooms = visible(Room, user)
        if center:
            services, rooms = services.filter(site__center=center), rooms.filter(center=center)
        self.fields["service"].queryset = services.select_related("site__center")
        self.fields["service"].label_from_instance = lambda row: f"{row}（{row.site.center} {row.site}）"
        self.fields["room"].queryset = rooms.select_related("center")
        self.fields["room"].label_from_instance = lambda row: f"{row}（{row.center}）"
        self.fields["host"].queryset = hosts.may_host(user)
        self.fields["host"].label_from_instance = lambda row: row.get_full_name()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("service") and cleaned.get("starts_at") and not self.errors:
            require_own_room(self, cleaned, cleaned["service"].site)
            require_new(self, cleaned, cleaned["service"])
        return cleaned
