"""The pages of people: accounts (to lock them), Posts (the deeds of `accounts.posts`), the divisions, consents."""

import re

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html

from .. import holdings, locking, masks, posts, roles, second_factor, text, trail
from ..models import Area, Consent, Post, User
from ..phone_field import PhoneField
from ..refusals import Refusal
from .base import StaffModelAdmin
from .forms import StaffModelForm


def by_number(request, queryset, term, path):
    """Return the rows whose user has this whole mobile number; a part of one finds nobody. The search is written down."""
    number = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", text.squeeze(term))
    if not number:
        return queryset
    if not re.fullmatch(r"1[3-9]\d{9}", number):
        messages.warning(request, "这里按整个手机号找人，不按姓名找。")
        return queryset.none()
    if number not in request.__dict__.setdefault("_searched", set()):
        request._searched.add(number)
        trail.note("search", about=queryset.model, by=request.user, kind="phone")
    return queryset.filter(**{path: f"+86{number}"})


@admin.register(Area)
class AreaAdmin(StaffModelAdmin):
    list_display = ["name", "level", "parent", "code", "managed_by", "state"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["name", "code"]
    search_help_text = "名称、代码"
    fields = ["name", "level", "parent", "code", "managed_by", "closed_on"]
    readonly_fields = ["name", "level", "parent", "code"]

    @admin.display(description="状态", ordering="closed_on")
    def state(self, area):
        return "已撤销" if area.closed_on else "现行"


@admin.register(User)
class UserAdmin(StaffModelAdmin):
    """An account can be locked here, and a lost second factor taken off. Its number and its people are hers alone to change."""

    change_form_template = "admin/accounts/user/change_form.html"
    list_display = ["who", "number", "posts_now", "joined_at", "state"]
    list_filter = ["is_active"]
    search_fields = ["phone"]
    shown = ["phone"]
    search_help_text = "整个手机号"
    ordering = ["-joined_at", "pk"]
    sortable_by = ["joined_at"]
    fields = ["who", "number", "joined_at", "posts_now", "is_active"]
    readonly_fields = ["who", "number", "joined_at", "posts_now"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("posts")

    def get_search_results(self, request, queryset, search_term):
        return by_number(request, queryset, search_term, "phone"), False

    def save_model(self, request, obj, form, change):
        if "is_active" in form.changed_data:
            locking.set_active(user=obj, active=form.cleaned_data["is_active"], by=request.user)

    def get_urls(self):
        return [path("<int:pk>/factor/", self.admin_site.admin_view(self.factor_view), name="accounts_user_factor"), *super().get_urls()]

    def factor_view(self, request, pk):
        """Ask once, then take off the second factor of somebody who lost it and came in person."""
        user = self.get_object(request, str(pk))
        if not request.user.has_perm("accounts.change_user", user) or user.pk == request.user.pk:
            raise PermissionDenied
        if request.method == "POST":
            second_factor.reset(user)
            trail.note("factor", about=user, by=request.user)
            messages.success(request, "二次验证取下了。对方下次进工作台，会先设一个新的。")
            return redirect("admin:accounts_user_change", pk)
        return render(
            request, "admin/accounts/user/factor.html", {**self.admin_site.each_context(request), "opts": self.opts, "title": "取下二次验证", "person": user}
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        user = self.get_object(request, object_id)
        may = user.pk != request.user.pk and second_factor.has_factor(user) and request.user.has_perm("accounts.change_user", user)
        return super().change_view(request, object_id, form_url, {"may_reset_factor": may, **(extra_context or {})})

    @admin.display(description="姓名")
    def who(self, user):
        return masks.name(user.name) or "没有写名字"

    @admin.display(description="手机号")
    def number(self, user):
        return masks.phone(user.phone)

    @admin.display(description="任职")
    def posts_now(self, user):
        today = timezone.localdate()
        live = {
            post.get_role_display()
            for post in user.posts.all()
            if post.ended_at is None and post.since <= today and (post.until is None or post.until >= today)
        }
        return "、".join(sorted(live)) or "—"

    @admin.display(description="状态", ordering="is_active")
    def state(self, user):
        return tag("ok", "可以登录") if user.is_active else tag("bad", "已停用")


class PostForm(StaffModelForm):
    """Who, named by her whole number; what; where; from when."""

    phone = PhoneField(label="手机号", help_text="这个人要先用这个号登录过一次。")

    class Meta:
        model = Post
        fields = ["role", "area", "site", "partner", "since", "until"]

    def clean_phone(self):
        user = User.objects.filter(phone=self.cleaned_data["phone"], is_active=True).first()
        if user is None:
            raise forms.ValidationError("这个手机号还没有能用的账号。请对方先登录一次，再来加任职。")
        return user


class LiveFilter(admin.SimpleListFilter):
    title, parameter_name = "在任", "live"

    def lookups(self, request, model_admin):
        return [("yes", "在任"), ("no", "已结束")]

    def queryset(self, request, queryset):
        live = Post.objects.live()
        return {"yes": queryset.filter(pk__in=live), "no": queryset.exclude(pk__in=live)}.get(self.value(), queryset)


class HandOverForm(forms.Form):
    """To whom goes what she holds."""

    to = forms.ModelChoiceField(label="交给谁", queryset=User.objects.none(), required=False, empty_label="先不定：案件放到派案里等人，接待时段取消")

    def __init__(self, *args, post, by, held, **kwargs):
        super().__init__(*args, **kwargs)
        users = {user.pk for what, _ in held for user in what.heirs(post, by)}
        self.fields["to"].queryset = User.objects.filter(pk__in=users).order_by("name", "pk")
        self.fields["to"].label_from_instance = User.get_full_name
        self.fields["to"].conditional = True


@admin.register(Post)
class PostAdmin(StaffModelAdmin):
    form = PostForm
    change_form_template = "admin/accounts/post/change_form.html"
    list_display = ["who", "role", "place_words", "since", "until_words", "state"]
    list_filter = [LiveFilter, "role"]
    list_select_related = ["user", "area", "site__center", "partner"]
    search_fields = ["user__phone"]
    shown = ["user__phone"]
    search_help_text = "整个手机号"
    autocomplete_fields = ["area", "site"]
    ordering = ["-since", "pk"]
    sortable_by = ["since"]

    def has_change_permission(self, request, obj=None):
        return False  # a Post is given and ended, never rewritten: what she could do when must stay readable

    def get_fieldsets(self, request, obj=None):
        if obj:
            return [(None, {"fields": ["who", "number", "role", "place_words", "since", "until_words", "state"]})]
        return [
            (None, {"fields": ["phone", "role"]}),
            ("在哪里：区划、阵地、合作单位，只选一样", {"fields": ["area", "site", "partner"]}),
            ("多久", {"fields": ["since", "until"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["who", "number", "role", "place_words", "since", "until_words", "state"] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if obj:
            return form
        mine = {role for post in request.user.live_posts for role in roles.APPOINTS.get(post.role, ())}
        form.base_fields["role"].choices = [("", "请选择"), *(choice for choice in roles.Role.choices if choice[0] in mine)]
        return form

    def get_autocomplete_fields(self, request):
        return self.autocomplete_fields if request.user.has_perm("positions.view_site") else ["area"]

    def get_search_results(self, request, queryset, search_term):
        return by_number(request, queryset, search_term, "user__phone"), False

    def choices_of(self, db_field, request):
        rows = super().choices_of(db_field, request)
        return rows.select_related({"area": "parent", "site": "center"}[db_field.name]) if db_field.name in ("area", "site") else rows

    def label_of(self, db_field, row):
        above = row.parent if db_field.name == "area" else row.center if db_field.name == "site" else None
        return f"{row}（{above}）" if above else str(row)

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        names = ("role", "area", "site", "partner", "since", "until")
        made = posts.appoint(user=data["phone"], by=request.user, **{name: data[name] for name in names})
        obj.__dict__.update(made.__dict__)

    def get_urls(self):
        return [path("<int:pk>/end/", self.admin_site.admin_view(self.end_view), name="accounts_post_end"), *super().get_urls()]

    def end_view(self, request, pk):
        """Ask once, then end the Post."""
        post = self.get_object(request, str(pk))
        if not request.user.has_perm("accounts.change_post", post):
            raise PermissionDenied
        held = holdings.of(post, request.user)
        form = HandOverForm(request.POST if request.method == "POST" else None, post=post, by=request.user, held=held)
        if form.is_valid():
            try:
                told = self._end(post, request.user, held, form.cleaned_data["to"])
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                self.log_change(request, post, [{"changed": {"fields": ["提前结束"]}}])
                messages.success(request, "".join(["任职结束了，从现在起不能再用。", *told]))
            return redirect("admin:accounts_post_change", pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "结束任职", "post": post, "form": form}
        context["held"] = [line for _, lines in held for line in lines]
        return render(request, "admin/accounts/post/end.html", context, status=422 if form.is_bound else 200)

    @transaction.atomic
    def _end(self, post, by, held, to):
        """End a Post and pass on what it holds, both or neither. Returns in words what became of it."""
        posts.end(post=post, by=by)
        return [f"{what.pass_on(post, to, by)}。" for what, _ in held]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        post = self.get_object(request, object_id)
        may_end = post.ended_at is None and request.user.has_perm("accounts.change_post", post)
        return super().change_view(request, object_id, form_url, {"may_end": may_end, **(extra_context or {})})

    @admin.display(description="人员")
    def who(self, post):
        return post.user.get_full_name()

    @admin.display(description="手机号")
    def number(self, post):
        return masks.phone(post.user.phone)

    @admin.display(description="在哪里")
    def place_words(self, post):
        return f"{post.site.center} {post.site}" if post.site_id else str(post.partner or post.area)

    @admin.display(description="到（含当天）")
    def until_words(self, post):
        return f"{timezone.localtime(post.ended_at):%Y-%m-%d %H:%M} 提前结束" if post.ended_at else post.until or "没有期限"

    @admin.display(description="状态")
    def state(self, post):
        today = timezone.localdate()
        if post.ended_at or (post.until and post.until < today):
            return tag("", "已结束")
        return tag("info", "还没开始") if post.since > today else tag("ok", "在任")


@admin.register(Consent)
class ConsentAdmin(StaffModelAdmin):
    list_display = ["user", "purpose", "version", "given_at", "withdrawn_at"]
    list_filter = ["purpose"]
    list_select_related = ["user", "about"]
    ordering = ["-given_at", "pk"]
    sortable_by = ["given_at"]
    fields = ["user", "about", "purpose", "version", "given_at", "withdrawn_at"]


def tag(kind, words):
    return format_html('<span class="tag{}">{}</span>', f" tag--{kind}" if kind else "", words)
