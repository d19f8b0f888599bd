"""The roster of mediators: what each can, when she is on duty, how much she carries. Her cases stay where they are."""

from django.contrib import admin

from accounts.admin import StaffModelAdmin, StaffModelForm
from accounts.fields import IdNumberField
from accounts.models import Post, User
from accounts.roles import Role, reachable

from ..models import Mediator
from ..querysets import id_print


class MediatorForm(StaffModelForm):
    id_number = IdNumberField(required=False, help_text="只存指纹，不存号码；用来查她是不是当事人。已经写过的，空着就不变。")

    class Meta:
        model = Mediator
        fields = ["user", "area", "skills", "languages", "duty_days", "most", "note"]

    def save(self, commit=True):
        number = self.cleaned_data.get("id_number")
        if number:
            self.instance.id_print = id_print(number)
        return super().save(commit)


@admin.register(Mediator)
class MediatorAdmin(StaffModelAdmin):
    form = MediatorForm
    list_display = ["who", "area", "skills", "languages", "duty", "carries", "most"]
    list_display_links = ["who"]
    list_select_related = ["user", "area"]
    ordering = ["area", "pk"]
    sortable_by = []
    fields = ["user", "area", "skills", "languages", "duty_days", "most", "note", "id_number"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_load()

    def choices_of(self, db_field, request):
        """Those who hold a mediator's Post in the area of whoever asks."""
        if db_field.name != "user":
            return super().choices_of(db_field, request)
        posts = Post.objects.live().filter(reachable(request.user, "mediation.view_mediator", Post), role=Role.MEDIATOR)
        return User.objects.filter(pk__in=posts.values("user")).order_by("name", "pk")

    def label_of(self, db_field, row):
        return row.get_full_name() if db_field.name == "user" else super().label_of(db_field, row)

    @admin.display(description="谁")
    def who(self, row):
        return row.user.get_full_name()

    @admin.display(description="值班")
    def duty(self, row):
        return row.duty_words or "没有写"

    @admin.display(description="手上几件")
    def carries(self, row):
        return f"{row.load}，满了" if row.load >= row.most else row.load
