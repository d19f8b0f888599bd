"""What neighbours want, what partners bring, what the sites have ordered. Each step is a deed of `wanted.asking` or `wanted.ordering`."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts.admin import StaffModelAdmin, StaffModelForm
from accounts.admin.waiting import Waiting, waits
from accounts.fields import DayInput, PlainTextField
from accounts.models import Area

from ..models import Ask, Order, Provider, Resource, Service, Site
from ..wanted import asking, ordering
from ..words import day_words
from .deeds import Deed, DeedsMixin
from .session_forms import TimeInput, whole

Asked, Ordered = Ask.Status, Order.Status
THEMES = {"children": "interest", "pairs": "pair", "elders": "skill", "adults": "dance"}  # what is most often meant; she can change it


class ReasonForm(forms.Form):
    answer = PlainTextField(label="为什么，有什么别的办法", max_length=200, lines=True, error_messages={"required": "请写上原因，说过的人会收到。"})


class OfferForm(forms.Form):
    """The new service, prefilled from what was asked for."""

    title = PlainTextField(label="服务叫什么", max_length=60)
    site = forms.ModelChoiceField(Site.objects.none(), label="在哪个阵地办", empty_label="请选择")
    theme = forms.ChoiceField(label="主题", choices=Service.Theme.choices)

    def __init__(self, *args, row, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.visible_to(user).open().filter(area=row.area_id).select_related("center")
        self.fields["site"].label_from_instance = lambda site: f"{site}（{site.center}）"


@admin.register(Ask)
class AskAdmin(DeedsMixin, StaffModelAdmin):
    list_display = ["title", "area", "for_whom", "voices", "state", "due"]
    list_filter = ["status", "for_whom"]
    list_select_related = ["area"]
    ordering = ["-asked_at", "-pk"]
    search_fields = ["title"]
    search_help_text = "想要什么"
    fieldsets = [
        (None, {"fields": ["title", "area", "for_whom", "time", "voices", "asked_at"]}),
        ("回话", {"fields": ["needed", "state", "due", "answer", "service"]}),
    ]
    readonly_fields = ["title", "area", "for_whom", "time", "voices", "asked_at", "state", "due", "answer", "service"]
    deeds = [
        Deed(
            "show", "给邻居们看", "positions.answer_ask", lambda row, by: asking.show(ask=row, by=by), "放出来了，邻居们看得到了。",
            when=lambda row: row.status == Asked.NEW, lines=lambda row: [f"“{row.title}”", "看一看里面没有人名、电话和骂人的话。谁说的，谁也看不到。"],
        ),
        Deed(
            "hide", "不公开", "positions.answer_ask", lambda row, by, answer: asking.decline(ask=row, by=by, reason=answer, hide=True),
            "没有公开，已经告诉说的人。", when=lambda row: row.status == Asked.NEW, form=ReasonForm, danger=True,
        ),
        Deed(
            "offer", "开起来", "positions.answer_ask", lambda row, by, **data: asking.offer(ask=row, by=by, **data),
            "服务开好了，说过的人都收到了消息。现在看看规则，再排第一场。", when=lambda row: row.status == Asked.OPEN, form=OfferForm, of_row=True,
            lines=lambda row: [f"{row.voices} 户想要“{row.title}”，方便的时间：{row.get_time_display()}。开了，每一户都会收到消息，先约几天。"],
            initial=lambda row: {"title": row.title, "theme": THEMES[row.for_whom]},
            to=lambda service: reverse("admin:positions_service_change", args=[service.pk]),
        ),
        Deed(
            "decline", "这次没能办", "positions.answer_ask", lambda row, by, answer: asking.decline(ask=row, by=by, reason=answer),
            "回话了，说过的人都收到了消息。", when=lambda row: row.status == Asked.OPEN, form=ReasonForm, danger=True,
            lines=lambda row: [f"{row.voices} 户想要“{row.title}”。原因会放在页面上，也发给每一户。"],
        ),
    ]  # fmt: skip

    def has_add_permission(self, request):
        return False  # residents ask

    @admin.display(description="状态", ordering="status")
    def state(self, ask):
        return ask.get_status_display()

    @admin.display(description="最晚回话", ordering="answer_by")
    def due(self, ask):
        return day_words(ask.answer_by) if ask.answer_by and ask.status == Asked.OPEN else "—"


@waits("positions.answer_ask")
def new_asks(user):
    count = Ask.objects.visible_to(user, "positions.answer_ask").filter(status=Asked.NEW).count()
    if count:
        url = reverse("admin:positions_ask_changelist") + "?status__exact=new"
        return Waiting(f"{count} 样居民想要的等着看", "看过才放给邻居们看", url, "heart", "positions.Ask", count)
    return None


@waits("positions.answer_ask")
def asks_due(user):
    due = list(
        Ask.objects.visible_to(user, "positions.answer_ask")
        .filter(status=Asked.OPEN, answer_by__isnull=False)
        .order_by("answer_by")
        .values_list("answer_by", flat=True)
    )
    if due:
        return Waiting(
            f"{len(due)} 样够户数了，等您回话", f"最早的到 {day_words(due[0])}", reverse("admin:positions_ask_changelist") + "?status__exact=open", "heart"
        )
    return None


@waits("positions.answer_order")
def orders_asked(user):
    count = Order.objects.visible_to(user, "positions.answer_order").filter(status=Ordered.ASKED).count()
    if count:
        return Waiting(
            f"{count} 张点单等回话", "和提供方定好日子", reverse("admin:positions_order_changelist") + "?status__exact=asked", "cal", "positions.Order", count
        )
    return None


@admin.register(Provider)
class ProviderAdmin(StaffModelAdmin):
    list_display = ["name", "kind", "area", "contact", "phone", "state"]
    list_filter = ["kind"]
    list_select_related = ["area"]
    search_fields = ["name"]
    search_help_text = "名称"
    autocomplete_fields = ["area"]
    fieldsets = [(None, {"fields": ["name", "kind", "area", "about"]}), ("联系", {"fields": ["contact", "phone"]}), ("停止合作", {"fields": ["closed_on"]})]

    def get_readonly_fields(self, request, obj=None):
        return ["area"] if obj else []  # its orders belong there

    def label_of(self, db_field, row):
        return row.short_name if db_field.name == "area" else str(row)

    def choices_of(self, db_field, request):
        return super().choices_of(db_field, request).filter(level__lt=Area.Level.VILLAGE) if db_field.name == "area" else super().choices_of(db_field, request)

    @admin.display(description="状态", ordering="closed_on")
    def state(self, provider):
        return "停止了" if provider.closed_on else "合作中"


@admin.register(Resource)
class ResourceAdmin(StaffModelAdmin):
    list_display = ["title", "provider", "theme", "audience", "minutes", "places", "offered"]
    list_filter = ["provider", "theme", "is_offered"]
    list_select_related = ["provider"]
    search_fields = ["title", "summary"]
    shown = ["summary"]
    search_help_text = "名称、一句话"
    presets = ["provider"]
    fieldsets = [
        (None, {"fields": ["provider", "title", "summary", "theme", "audience", "is_offered"]}),
        ("一次", {"fields": [("minutes", "places"), "needs"]}),
        ("排日子", {"fields": [("days_ahead", "gap_minutes")]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["provider"] if obj else []

    @admin.display(description="状态", ordering="is_offered")
    def offered(self, resource):
        return "正在提供" if resource.is_offered else "停了"


class OrderForm(StaffModelForm):
    """A new order: a day and a time, and another if the first is not possible."""

    day = forms.DateField(label="最好哪天", widget=DayInput)
    starts = forms.TimeField(label="几点", widget=TimeInput)
    other_day = forms.DateField(label="不行的话哪天", widget=DayInput, required=False)
    other_starts = forms.TimeField(label="几点", widget=TimeInput, required=False)

    class Meta:
        model = Order
        fields = ["resource", "site", "people", "words"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("day") and cleaned.get("starts"):
            cleaned["first_choice"] = whole(cleaned["day"], cleaned["starts"])
            if cleaned["day"] > timezone.localdate() + timedelta(days=366):
                self.add_error("day", "只能点一年以内的日子，请再看看年份。")
        if bool(cleaned.get("other_day")) != bool(cleaned.get("other_starts")):
            self.add_error("other_day", "第二个日子请把哪天和几点都写上，或者都不写。")
        elif cleaned.get("other_day"):
            cleaned["second_choice"] = whole(cleaned["other_day"], cleaned["other_starts"])
        return cleaned


class AgreeForm(forms.Form):
    day = forms.DateField(label="哪天", widget=DayInput)
    starts = forms.TimeField(label="几点开始", widget=TimeInput)
    teacher = PlainTextField(label="谁来", max_length=40, required=False, help_text="写在页面上的名字。")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("day") and cleaned.get("starts"):
            cleaned["starts_at"] = whole(cleaned["day"], cleaned["starts"])
            if cleaned["starts_at"] <= timezone.now():
                self.add_error("day", "这个时间已经过了，请选以后的日子。")
        return cleaned


class RateForm(forms.Form):
    rating = forms.TypedChoiceField(label="这一场怎么样", choices=Order.Rating.choices, coerce=int, widget=forms.RadioSelect)
    words = PlainTextField(label="说几句", max_length=200, lines=True, required=False)


def _when_words(moment):
    here = timezone.localtime(moment)
    return f"{day_words(here.date())} {here:%H:%M}"


def _agree(row, by, *, starts_at, teacher, **_):
    return ordering.agree(order=row, starts_at=starts_at, teacher=teacher, by=by)


def _wishes(row):
    other = f"，不行的话 {_when_words(row.second_choice)}" if row.second_choice else ""
    provider = row.resource.provider
    contact = f"，联系人 {provider.contact}" if provider.contact else ""
    phone = f"，电话 {provider.phone}" if provider.phone else ""
    return [
        f"{row.site.center} {row.site} 点了“{row.resource}”，最好 {_when_words(row.first_choice)}{other}，大约 {row.people} 人。",
        f"先和{provider}说好{contact}{phone}。定了就排进阵地的课表，居民能约。",
    ]


@admin.register(Order)
class OrderAdmin(DeedsMixin, StaffModelAdmin):
    form = OrderForm
    list_display = ["resource", "provider", "site", "wanted_at", "people", "state", "rating_words_short"]
    list_filter = ["status", "site__center"]
    list_select_related = ["resource__provider", "site__center"]
    ordering = ["-asked_at", "-pk"]
    presets = ["resource", "site"]
    readonly_fields = ["resource", "site", "people", "words", "wanted_at", "other_at", "state", "agreed_at", "teacher", "answer", "session", "rated"]
    deeds = [
        Deed(
            "agree", "定日子", "positions.answer_order", _agree, "定好了，已经排进课表，也告诉了点单的人。", when=lambda row: row.status == Ordered.ASKED,
            form=AgreeForm, lines=_wishes,
            initial=lambda row: {"day": timezone.localtime(row.first_choice).date(), "starts": timezone.localtime(row.first_choice).time()},
        ),
        Deed(
            "decline", "来不了", "positions.answer_order", lambda row, by, answer: ordering.decline(order=row, reason=answer, by=by),
            "回话了，点单的人会收到。", when=lambda row: row.status == Ordered.ASKED, form=ReasonForm, danger=True,
        ),
        Deed(
            "withdraw", "不点了", "positions.add_order", lambda row, by: ordering.withdraw(order=row, by=by), "收回了。",
            when=lambda row: row.status == Ordered.ASKED,
            danger=True, lines=lambda row: ["收回以后，要再点就重新点一次。"],
        ),
        Deed(
            "rate", "评价这一场", "positions.add_order", lambda row, by, rating, words: ordering.rate(order=row, rating=rating, words=words, by=by),
            "记下了，谢谢。", when=lambda row: row.is_over, form=RateForm, initial=lambda row: {"rating": row.rating, "words": row.rating_words},
            lines=lambda row: ["只给提供方和妇联看，好安排下一次。"],
        ),
    ]  # fmt: skip

    def has_change_permission(self, request, obj=None):
        return False  # each step is a deed

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [
                (None, {"fields": ["resource", "site"]}),
                ("什么时候", {"fields": [("day", "starts"), ("other_day", "other_starts")]}),
                ("多少人", {"fields": ["people", "words"]}),
            ]
        return [
            (None, {"fields": ["resource", "site", "wanted_at", "other_at", "people", "words"]}),
            ("回话", {"fields": ["state", "agreed_at", "teacher", "answer", "session"]}),
            ("办完以后", {"fields": ["rated"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def choices_of(self, db_field, request):
        if db_field.name == "resource":
            codes = Site.objects.visible_to(request.user).order_by().values_list("area_id", flat=True).distinct()
            return Resource.objects.for_places(list(codes)).select_related("provider")
        return super().choices_of(db_field, request).open().select_related("center") if db_field.name == "site" else super().choices_of(db_field, request)

    def label_of(self, db_field, row):
        if db_field.name == "resource":
            return f"{row}（{row.provider}，提前 {row.days_ahead} 天）"
        return f"{row}（{row.center}）" if db_field.name == "site" else str(row)

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        made = ordering.order(
            resource=obj.resource, site=obj.site, first_choice=data["first_choice"], second_choice=data.get("second_choice"),
            people=obj.people, words=obj.words, by=request.user,
        )  # fmt: skip
        obj.__dict__.update(made.__dict__)
        self.require(request, "add", obj)

    # --- columns ----------------------------------------------------------------------------------
    @admin.display(description="提供方", ordering="resource__provider__name")
    def provider(self, order):
        return order.resource.provider

    @admin.display(description="最好什么时候", ordering="first_choice")
    def wanted_at(self, order):
        return _when_words(order.first_choice)

    @admin.display(description="不行的话")
    def other_at(self, order):
        return _when_words(order.second_choice) if order.second_choice else "—"

    @admin.display(description="定在")
    def agreed_at(self, order):
        return _when_words(order.starts_at) if order.starts_at else "—"

    @admin.display(description="状态", ordering="status")
    def state(self, order):
        return "办过了" if order.is_over else order.get_status_display()

    @admin.display(description="评价")
    def rated(self, order):
        return f"{order.get_rating_display()}　{order.rating_words}" if order.rating else "—"

    @admin.display(description="评价", ordering="rating")
    def rating_words_short(self, order):
        return order.get_rating_display() if order.rating else "—"
