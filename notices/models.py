"""What people are told, and the jobs that the worker does by the clock."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.models import Area
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach, Role, subtree


class Channel(models.TextChoices):
    SMS = "sms", "短信"
    WECHAT = "wechat", "微信"


class NoticeQuerySet(models.QuerySet):
    def of(self, user):
        """Return what `user` may read under 我的消息, newest first; what went into another one's words is not shown twice."""
        return self.filter(to=user).exclude(state=self.model.State.MERGED).order_by("-created_at", "-pk")

    def unread(self):
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing that one person is told: a line under 我的消息, and an SMS if its kind has one.

    It is written in the transaction of what it tells (an outbox). Its words are made when it is sent or shown, from the rows
    as they are then (`notices.texts`), so nothing private is stored here: only the kind and the number of the row it is about.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待发送"
        UNSURE = "unsure", "正在确认"  # given to the provider, or being given: nobody knows yet whether it was taken
        SENT = "sent", "已发出"
        DELIVERED = "delivered", "已送到"
        FAILED = "failed", "没有送到"
        INSIDE = "inside", "只在站内"
        MERGED = "merged", "并进另一条"

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="发给")
    kind = models.CharField("种类", max_length=40)
    about = models.BigIntegerField("关于哪一行")
    key = models.CharField("唯一键", max_length=120, unique=True)  # the same notice is never sent twice
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField("写下时间", default=timezone.now)
    due_at = models.DateTimeField("最早发送", default=timezone.now)
    lease_until = models.DateTimeField("租约到", default=timezone.now)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    change = models.CharField("哪一件事", max_length=60, blank=True)  # waiting notices of one kind about one change go out as one
    also = models.JSONField("还关于哪些行", default=list, blank=True)  # the rows of those that went out with this one
    channel = models.CharField("走哪里", max_length=8, choices=Channel, blank=True)
    receipt = models.CharField("对方的编号", max_length=80, blank=True, db_index=True)
    given_at = models.DateTimeField("交出时间", null=True, blank=True)  # of the try that is unsure
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    read_at = models.DateTimeField("读过时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state__in=("waiting", "unsure")), name="notices_to_send"),
            models.Index(fields=["due_at", "id"], condition=Q(state="sent"), name="notices_to_ask"),
            models.Index(fields=["to", "-created_at"], name="notices_of_one"),
            models.Index(fields=["about", "kind"], name="notices_about"),
        ]

    def __str__(self):
        return f"消息 #{self.pk}"


class Choice(models.Model):
    """What somebody chose for one group of kinds and one channel; where there is no row, the group's own default holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices", verbose_name="谁")
    group = models.CharField("哪一类", max_length=20)
    channel = models.CharField("走哪里", max_length=8, choices=Channel)
    wanted = models.BooleanField("要不要")

    class Meta:
        verbose_name = verbose_name_plural = "消息选择"
        constraints = [models.UniqueConstraint(fields=["user", "group", "channel"], name="notices_choice_once")]

    def __str__(self):
        return f"消息选择 #{self.pk}"


class WeChatBinding(models.Model):
    """The WeChat account by which somebody wants to be told. The openid is sealed; its fingerprint keeps it with one person."""

    uid = RowId()
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="wechat", verbose_name="谁")
    openid = EncryptedTextField("微信编号")
    openid_hmac = models.CharField("微信编号（HMAC）", max_length=64, unique=True)
    bound_at = models.DateTimeField("绑定时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "微信绑定"

    def __str__(self):
        return f"微信绑定 #{self.pk}"


class CallEntryQuerySet(VisibleQuerySet):
    def visible_to(self, user, perm=None):
        """As for every model, but what is about a confidential service is seen only by the one who carries it out.

        While nobody carries it out, an officer of the county or the city phones: whoever works at the site is her neighbour.
        """
        seen = Q(host=user) | Q(host=None, neutral=False)
        for post in user.live_posts if user.is_authenticated else ():
            if post.role in (Role.COUNTY_OFFICER, Role.CITY_OFFICER) and post.area_id:
                low, high = subtree(post.area_id)
                seen |= Q(host=None, neutral=True, area__gte=low, area__lt=high)
        return super().visible_to(user, perm).filter(seen)

    def open(self, at=None):
        """Return what is still to be phoned: not done, and not about something that is over."""
        return self.filter(Q(until=None) | Q(until__gt=at or timezone.now()), done_at=None)

    def done(self):
        return self.exclude(done_at=None)


class CallEntry(models.Model):
    """待打电话: one thing that staff say to one person by phone, because no message reached her or because she asked."""

    class Why(models.TextChoices):
        FAILED = "failed", "消息没送到"
        CALLBACK = "callback", "请您回电"
        GROUP = "group", "群发没送到"
        OTHER = "other", "要说一声"

    class Outcome(models.TextChoices):
        REACHED = "reached", "打通了"
        NO_ANSWER = "no_answer", "没人接"
        SOMEBODY_ELSE = "somebody_else", "别人接的"
        LATER = "later", "改天再打"
        NO_MORE = "no_more", "不用再打"

    uid = RowId()
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="哪里打")
    site = models.ForeignKey("positions.Site", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="哪个阵地")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="只给谁看")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="calls", verbose_name="打给谁")
    name = EncryptedTextField("姓名", null=True, blank=True)  # of somebody without an account
    phone = EncryptedTextField("电话", null=True, blank=True)
    why = models.CharField("为什么", max_length=10, choices=Why)
    notice = models.OneToOneField(Notice, models.CASCADE, null=True, blank=True, related_name="call", verbose_name="哪条消息")
    about = models.BigIntegerField("关于哪一行", null=True, blank=True)
    note = EncryptedTextField("要说什么", null=True, blank=True)
    neutral = models.BooleanField("只说一项预约", default=False)  # of a confidential service: no name, no matter
    key = models.CharField("提交编号", max_length=120, unique=True, null=True, blank=True)
    asked_at = models.DateTimeField("写下时间", default=timezone.now)
    not_before = models.DateTimeField("几时以后打", null=True, blank=True)
    until = models.DateTimeField("要在几时前说到", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("打了几次", default=0)
    tried_at = models.DateTimeField("上次打", null=True, blank=True)
    outcome = models.CharField("结果", max_length=14, choices=Outcome, blank=True)
    done_at = models.DateTimeField("办完时间", null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="谁打的")

    objects = CallEntryQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.SITE: "site_id", Reach.HOST: "host_id"}

    class Meta:
        verbose_name = verbose_name_plural = "待打电话"
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["area", "asked_at"], condition=Q(done_at=None), name="notices_call_open")]
        constraints = [models.CheckConstraint(condition=Q(user__isnull=False) | Q(phone__isnull=False), name="notices_call_somebody")]

    def __str__(self):
        return f"待打电话 #{self.pk}"


class Job(models.Model):
    """A periodic job of the worker; the row says when it runs next."""

    name = models.CharField("任务", max_length=60, primary_key=True)
    next_run = models.DateTimeField("下次", default=timezone.now)
    last_run = models.DateTimeField("上次", null=True, blank=True)
    last_result = models.CharField("结果", max_length=200, blank=True)

    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "定时任务"

    def __str__(self):
        return self.name
