"""Places that are being taken back, and the answers to appeals."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts import masks, trail
from accounts.admin import StaffModelAdmin
from accounts.admin.waiting import Waiting, waits
from accounts.fields import PlainTextField

from ..fairness import taking_back
from ..models import TakenBack
from .deeds import Deed, DeedsMixin


class AnswerForm(forms.Form):
    give_back = forms.TypedChoiceField(
        label="怎么办", choices=[("yes", "位子留给她"), ("no", "按规则收回，给下一位")], coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        error_messages={"required": "请选怎么办。"},
    )  # fmt: skip
    words = PlainTextField(label="给她的话", max_length=200, lines=True, error_messages={"required": "请写上为什么，她会收到。"})


@admin.register(TakenBack)
class TakenBackAdmin(DeedsMixin, StaffModelAdmin):
    list_display = ["service", "masked", "taken_at", "state", "held"]
    list_display_links = ["service"]
    list_filter = ["answer"]
    list_select_related = ["service", "attendee", "booker", "rule"]
    ordering = ["-taken_at", "-pk"]
    sortable_by = ["taken_at"]
    readonly_fields = ["service", "who", "taken_at", "state", "held", "sentence", "facts_words", "appeal_words", "appealed_at", "answer_said", "answered_at"]
    fieldsets = [
        (None, {"fields": ["service", "who", "taken_at", "held", "state"]}),
        ("按哪条规则", {"fields": ["sentence", "facts_words"]}),
        ("申诉", {"fields": ["appeal_words", "appealed_at", "answer_said", "answered_at"]}),
    ]
    deeds = [
        Deed(
            "answer", "答复", "positions.answer_takenback",
            lambda row, by, give_back, words: taking_back.answer(taken=row, by=by, give_back=give_back, words=words),
            "答复了，她收到了消息。", when=lambda row: row.ended_at is None, form=AnswerForm, button="答复她",
            lines=lambda row: [row.facts or "", "留给她：这几次都不再算。收回：位子当场给候补的下一位。"],
        )
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).filter(service__confidential=False)

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **{**kwargs, "fields": []})

    def has_add_permission(self, request):
        return False  # a rule does

    def has_change_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        trail.note("read", about=self.get_object(request, object_id), by=request.user)
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description="参加人")
    def masked(self, taken):
        return masks.name(self.who(taken))

    @admin.display(description="参加人")
    def who(self, taken):
        return taken.attendee.name or f"尾号 {taken.booker.phone[-4:]}"

    @admin.display(description="状态")
    def state(self, taken):
        if taken.ended_at:
            return "位子留着" if taken.answer == TakenBack.Answer.GIVEN_BACK else "位子给了下一位"
        return "申诉了，等答复" if taken.appealed_at else "留着，等她看"

    @admin.display(description="位子留到", ordering="held_until")
    def held(self, taken):
        if taken.ended_at or taken.held_until is None:
            return "—"
        return "答复以前" if taken.appealed_at else f"{timezone.localtime(taken.held_until):%m-%d %H:%M}"

    @admin.display(description="写在页面上的话")
    def sentence(self, taken):
        return taken.rule.sentence

    @admin.display(description="是哪几次")
    def facts_words(self, taken):
        return taken.facts or "—"

    @admin.display(description="她怎么说")
    def appeal_words(self, taken):
        return taken.appeal or "—"

    @admin.display(description="答复")
    def answer_said(self, taken):
        return f"{taken.get_answer_display()}。{taken.answer_words or ''}" if taken.answer else "—"


@waits("positions.answer_takenback")
def appeals(user):
    rows = TakenBack.objects.visible_to(user, "positions.answer_takenback").filter(appealed_at__isnull=False, ended_at=None, service__confidential=False)
    count = rows.count()
    if count:
        return Waiting(f"{count} 份申诉等答复", "答复以前，位子一直留着", reverse("admin:positions_takenback_changelist"), "warn", "positions.TakenBack", count)
    return None
