"""What was sent and what runs by the clock, for the system administrator: states, never words or people."""

from django.contrib import admin
from django.urls import reverse

from accounts.admin import StaffModelAdmin, Waiting, waits

from . import texts
from .models import CallEntry, Job, Notice


@admin.register(Notice)
class NoticeAdmin(StaffModelAdmin):
    list_display = ["created_at", "what", "state", "channel", "attempts", "due_at", "sent_at"]
    list_display_links = ["created_at"]
    list_filter = ["state", "channel"]
    ordering = ["-created_at", "-pk"]
    sortable_by = ["created_at", "due_at"]
    fields = ["created_at", "what", "state", "channel", "attempts", "due_at", "sent_at"]
    readonly_fields = ["what"]

    @admin.display(description="种类")
    def what(self, notice):
        return texts.name_of(notice.kind)


@admin.register(Job)
class JobAdmin(StaffModelAdmin):
    list_display = ["name", "next_run", "last_run", "last_result"]
    fields = ["name", "next_run", "last_run", "last_result"]


@waits("notices.view_notice")
def unsent(user):
    count = Notice.objects.filter(state=Notice.State.FAILED).count()
    url = reverse("admin:notices_notice_changelist") + f"?state__exact={Notice.State.FAILED}"
    return Waiting(f"{count} 条消息没有送到", "看看短信通道是不是正常", url, "msg", "notices.Notice", count) if count else None


@waits("notices.view_callentry")
def to_phone(user):
    count = CallEntry.objects.visible_to(user).open().count()
    words = f"{count} 个电话要打"
    return Waiting(words, "消息没送到，或请您回电的人", reverse("admin:calls"), "phone", "admin:calls", count) if count else None
