"""The staff admin's pages of secrecy: broken glasses, the questions of parties, the years of keeping."""

from django.contrib import admin

from accounts.admin import StaffModelAdmin
from positions.admin.deeds import Deed, DeedsMixin

from ..models import BreakGlass, Question, Retention
from ..secrecy import hers
from ..secrecy.forms import AnswerForm
from ..secrecy.glass import end_glass


@admin.register(BreakGlass)
class BreakGlassAdmin(DeedsMixin, StaffModelAdmin):
    """Who read what was not hers, and why. The data-protection officer stops it."""

    list_display = ["at", "office", "who", "number", "why", "until"]
    list_display_links = ["at"]
    list_filter = ["why", ("at", admin.DateFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["=number"]
    search_help_text = "案件编号，要写全"
    ordering = ["-at", "-pk"]
    fields = ["at", "office", "who", "number", "why", "said", "until", "ended_by"]
    readonly_fields = fields
    deeds = (
        Deed(
            name="end",
            words="叫停",
            perm="mediation.end_breakglass",
            run=lambda row, by: end_glass(glass=row, by=by),
            done="已经叫停，从现在起看不到了。",
            when=lambda row: row.is_live,
            danger=True,
        ),
    )

    @admin.display(description="谁")
    def who(self, glass):
        return glass.user.get_full_name()

    @admin.display(description="说明")
    def said(self, glass):
        return glass.words if glass.case.sealed_key else "案卷已经销毁"


@admin.register(Question)
class QuestionAdmin(DeedsMixin, StaffModelAdmin):
    """What a party asks about a look at her case. She is not named here."""

    list_display = ["asked_at", "about", "answered_at"]
    list_display_links = ["asked_at"]
    list_filter = [("answered_at", admin.EmptyFieldListFilter)]
    list_select_related = ["read__user"]
    ordering = ["-asked_at", "-pk"]
    fields = ["asked_at", "about", "asked", "answered_at", "answered"]
    readonly_fields = fields
    deeds = (
        Deed(
            name="answer",
            words="答复",
            perm="mediation.answer_question",
            run=lambda row, by, **told: hers.answer(question=row, by=by, **told),
            done="答复写好了，她在自己的页面上看得到。",
            when=lambda row: row.answered_at is None and bool(row.case.sealed_key),
            form=AnswerForm,
        ),
    )

    @admin.display(description="哪一次查阅")
    def about(self, question):
        read = question.read
        return f"{read.at:%Y-%m-%d %H:%M}　{read.number}　{read.user.get_full_name()}　{read.get_what_display()}"

    @admin.display(description="她问的")
    def asked(self, question):
        return (question.words or "没有写，就是问为什么打开。") if question.case.sealed_key else "案卷已经销毁"

    @admin.display(description="答复")
    def answered(self, question):
        return (question.answer or "还没有") if question.case.sealed_key else "案卷已经销毁"


@admin.register(Retention)
class RetentionAdmin(StaffModelAdmin):
    """For how many years each kind of case is kept after it ended."""

    list_display = ["kind", "years"]
    fields = ["kind", "years"]
    readonly_fields = ["kind"]
    ordering = ["pk"]
