"""People: who signs in, for whom she acts, where she lives, what she may do, to what she agreed."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from . import masks, roles
from .crypto import EncryptedTextField, RowId
from .family_models import Guardianship, KeptPerson, Mandate, PickUpPerson
from .querysets import AreaQuerySet, ConsentQuerySet, FamilyQuerySet, PostQuerySet, UserManager
from .roles import Reach, Role

__all__ = [
    "Area", "Circle", "Consent", "FamilyMember", "Guardianship", "KeptPerson", "Mandate", "PickUpPerson", "Post", "SafeContact", "SignInAttempt", "SpentCode",
    "Tally", "User",
]  # fmt: skip


class Area(models.Model):
    """A division of China's official table; its code is its place in the tree."""

    class Level(models.IntegerChoices):
        CITY = 2, "市"
        COUNTY = 3, "县（市、区）"
        TOWN = 4, "街道（乡镇）"
        VILLAGE = 5, "村（社区）"

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.PositiveSmallIntegerField("级别", choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级")
    managed_by = models.CharField("实际管理单位", max_length=60, blank=True, help_text="例如台商投资区：没有自己的代码，但另有管理单位。")
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    objects = AreaQuerySet.as_manager()
    reach = {Reach.AREA: "code"}

    class Meta:
        verbose_name = verbose_name_plural = "区划"
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^\d{12}$"), name="accounts_area_code_12_digits")]

    def __str__(self):
        return self.short_name

    @property
    def short_name(self):
        """The name as people say it: 东美社区居委会 → 东美社区."""
        for tail in ("居委会", "村委会", "居民委员会", "村民委员会"):
            if self.name.endswith(tail):
                return self.name.removesuffix(tail) + ("村" if tail.startswith("村") and not self.name.removesuffix(tail).endswith("村") else "")
        return self.name

    @property
    def subtree(self):
        """(low, high) of the codes of this area and all below it."""
        return roles.subtree(self.code)


class User(AbstractBaseUser):
    """Somebody who signs in with a mainland mobile number and a code. Nobody has a password."""

    class Gender(models.IntegerChoices):
        UNKNOWN = 0, "未知"
        MALE = 1, "男"
        FEMALE = 2, "女"
        UNSAID = 9, "未说明"

    password = None
    phone = models.CharField("手机号", max_length=16, unique=True, error_messages={"unique": "这个手机号已经有账号了。"})
    phone_verified = models.BooleanField("手机号已验证", default=False)
    name = models.CharField("姓名", max_length=40, blank=True)
    gender = models.PositiveSmallIntegerField("性别", choices=Gender, default=Gender.UNSAID)
    born_on = models.DateField("出生日期", null=True, blank=True)
    home_area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name="常住社区")
    elder_view = models.BooleanField("用长辈版", default=False)
    is_active = models.BooleanField("可以登录", default=True)
    joined_at = models.DateTimeField("注册时间", default=timezone.now)
    epoch = models.PositiveIntegerField("登录批次", default=0, editable=False)  # raising it ends every session of hers at once

    objects = UserManager()
    USERNAME_FIELD = "phone"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        # gone-7: a closed account keeps its row and gives its number back (privacy.close); kept-…: somebody without a phone (KeptPerson)
        constraints = [models.CheckConstraint(condition=Q(phone__regex=r"^(\+861[3-9]\d{9}|gone-\d+|kept-[0-9a-f]+)$"), name="accounts_user_mainland_mobile")]

    def __str__(self):
        return f"用户 #{self.pk}"

    def get_full_name(self):
        return self.name or masks.phone(self.phone)

    @property
    def has_phone(self):
        """Whether a message can reach her by a number of her own."""
        return self.phone.startswith("+86")

    get_short_name = get_full_name

    @cached_property
    def live_posts(self):
        """Her Posts of today, read once a request."""
        return list(self.posts.live().select_related("area", "site__center", "partner"))

    @property
    def is_staff(self):
        """Whether one of her Posts opens the admin."""
        return self.is_active and any(post.role in roles.STAFF_ROLES for post in self.live_posts)

    def has_perm(self, perm, obj=None):
        return roles.allows(self, perm, obj)

    def has_perms(self, perms, obj=None):
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label):
        return self.is_active and app_label in roles.app_labels(self)

    def has_usable_password(self):
        return False

    def get_session_auth_fallback_hash(self):
        return []

    def get_session_auth_hash(self):
        """Changes with the number and the epoch: a session of before ends with the next request."""
        from django.utils.crypto import salted_hmac

        return salted_hmac("accounts.User.session", f"{self.pk}:{self.phone}:{self.epoch}", algorithm="sha256").hexdigest()


class FamilyMember(models.Model):
    """Somebody for whom a user books: herself, a child, an elder."""

    class Relation(models.TextChoices):
        SELF = "self", "本人"
        DAUGHTER = "daughter", "女儿"
        SON = "son", "儿子"
        GRANDCHILD = "grandchild", "孙辈"
        SPOUSE = "spouse", "配偶"
        PARENT = "parent", "父母"
        OTHER = "other", "其他家人"
        GUEST = "guest", "用这个号码约的人"  # staff booked for a name that is not the account's: of her nothing more is known

    uid = RowId()
    guardian = models.ForeignKey(User, models.CASCADE, related_name="family", verbose_name="账号")
    name = models.CharField("姓名", max_length=40, blank=True)
    relation = models.CharField("关系", max_length=12, choices=Relation)
    born_on = models.DateField("出生日期", null=True, blank=True)
    school = models.CharField("学校", max_length=60, blank=True)
    health_note = EncryptedTextField("过敏、用药或要留意的事", blank=True, null=True)
    may_leave_alone = models.BooleanField("可以自己回家", default=False)  # said by the guardian; what else it takes, the door knows
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    objects = FamilyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "家庭成员"
        constraints = [
            models.UniqueConstraint(fields=["guardian"], condition=Q(relation="self"), name="accounts_family_one_self"),
            models.UniqueConstraint(
                fields=["guardian", "name", "born_on"],
                condition=Q(removed_at__isnull=True) & ~Q(relation="self"),
                name="accounts_family_once",
                violation_error_message="这位家人已经登记过了。",
            ),
            models.CheckConstraint(
                condition=Q(relation="self") | Q(removed_at__isnull=False) | (~Q(name="") & (Q(born_on__isnull=False) | Q(relation="guest"))),
                name="accounts_family_named_and_born",
            ),
        ]

    def __str__(self):
        return f"家庭成员 #{self.pk}"

    def age_on(self, day):
        """Return the full years on `day` (a date), or None when her birth date is not known. 29 February counts as 1 March."""
        born = self.born_on
        return None if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    @property
    def age(self):
        return self.age_on(timezone.localdate())

    @property
    def is_self(self):
        return self.relation == self.Relation.SELF


class Consent(models.Model):
    """One person's yes to one text, and when she took it back (个人信息保护法 14, 15, 29, 31)."""

    class Purpose(models.TextChoices):
        ACCOUNT = "account", "使用本站"
        CHILD = "child", "登记未满 14 岁孩子的资料"
        HEALTH = "health", "登记健康情况"
        PHOTO = "photo", "活动照片里有孩子"

    user = models.ForeignKey(User, models.CASCADE, related_name="consents", verbose_name="用户")
    about = models.ForeignKey(FamilyMember, models.CASCADE, null=True, blank=True, related_name="consents", verbose_name="关于谁")
    purpose = models.CharField("事项", max_length=12, choices=Purpose)
    version = models.CharField("文本版本", max_length=12)
    given_at = models.DateTimeField("同意时间", default=timezone.now)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "同意记录"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose", "version"], condition=Q(about__isnull=True, withdrawn_at__isnull=True), name="accounts_consent_once"
            ),
            models.UniqueConstraint(
                fields=["user", "about", "purpose", "version"],
                condition=Q(about__isnull=False, withdrawn_at__isnull=True),
                name="accounts_consent_once_about",
            ),
        ]

    def __str__(self):
        return f"同意记录 #{self.pk}"


class SafeContact(models.Model):
    """安全联系: how somebody may be reached without danger. Obeyed by every SMS and every call list (accounts.safe_contact)."""

    class Rule(models.TextChoices):
        ANY = "any", "随时可以"
        NEVER = "never", "不打电话，不发短信"
        HOURS = "hours", "只在这些钟点"
        AS_CENTER = "as_center", "只说是“邻里中心”"

    user = models.OneToOneField(User, models.CASCADE, related_name="safe_contact", verbose_name="用户")
    rule = models.CharField("怎样联系", max_length=10, choices=Rule, default=Rule.ANY)
    starts = models.TimeField("从", null=True, blank=True)
    ends = models.TimeField("到", null=True, blank=True)
    changed_at = models.DateTimeField("改的时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "安全联系"
        constraints = [
            models.CheckConstraint(condition=~Q(rule="hours") | Q(starts__isnull=False, ends__isnull=False), name="accounts_safe_hours_named"),
            models.CheckConstraint(condition=Q(starts__isnull=True) | Q(ends__gt=F("starts")), name="accounts_safe_hours_in_order"),
        ]

    def __str__(self):
        return f"安全联系 #{self.pk}"


class Circle(models.Model):
    """A named set of people for whom a service is meant, e.g. a volunteer team: positions asks "is she one of them"."""

    name = models.CharField("名称", max_length=60)
    members = models.ManyToManyField(User, related_name="circles", verbose_name="成员", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "成员圈"

    def __str__(self):
        return self.name


class Post(models.Model):
    """任职: one person in one role, at one site or over one area, from a day until a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="posts", verbose_name="人员")
    role = models.CharField("岗位", max_length=20, choices=Role)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="区划")
    site = models.ForeignKey("positions.Site", models.CASCADE, null=True, blank=True, related_name="posts", verbose_name="阵地")
    partner = models.ForeignKey("mediation.Partner", models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="合作单位")
    since = models.DateField("开始", default=timezone.localdate)
    until = models.DateField("到（含当天）", null=True, blank=True)
    ended_at = models.DateTimeField("提前结束", null=True, blank=True, editable=False)
    # Its area, or that of its site or partner body: by it officers see the Posts of the sites and bodies in their area.
    place = models.ForeignKey(Area, models.PROTECT, related_name="+", editable=False, verbose_name="所在区划")

    objects = PostQuerySet.as_manager()
    reach = {Reach.AREA: "place_id", Reach.SITE: "site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.CheckConstraint(
                condition=Q(area__isnull=False, site__isnull=True, partner__isnull=True)
                | Q(area__isnull=True, site__isnull=False, partner__isnull=True)
                | Q(area__isnull=True, site__isnull=True, partner__isnull=False),
                name="accounts_post_one_place",
                violation_error_message="区划、阵地、合作单位，只选一样。",
            ),
            models.CheckConstraint(
                condition=Q(role="partner", partner__isnull=False) | (~Q(role="partner") & Q(partner__isnull=True)), name="accounts_post_partner_role"
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="accounts_post_until_after_since"),
            models.UniqueConstraint(fields=["user", "role", "area"], condition=Q(until__isnull=True, ended_at__isnull=True), name="accounts_post_once_in_area"),
            models.UniqueConstraint(fields=["user", "role", "site"], condition=Q(until__isnull=True, ended_at__isnull=True), name="accounts_post_once_at_site"),
            models.UniqueConstraint(
                fields=["user", "role", "partner"], condition=Q(until__isnull=True, ended_at__isnull=True), name="accounts_post_once_of_body"
            ),
        ]

    def __str__(self):
        return f"任职 #{self.pk}"

    def save(self, *args, **kwargs):
        self.place_id = self.area_id or (self.site or self.partner).area_id
        super().save(*args, **kwargs)


class SignInAttempt(models.Model):
    """One code sent to one number, for one browser: kept as an HMAC, good for five minutes, five tries, one use."""

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", "登录"
        STEP_UP = "step_up", "再确认一次"
        NEW_PHONE = "new_phone", "换手机号"

    uid = RowId()
    purpose = models.CharField("用途", max_length=12, choices=Purpose)
    phone = EncryptedTextField("手机号")
    code_hmac = models.CharField("验证码（HMAC）", max_length=64)
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    sent_at = models.DateTimeField("发出时间", default=timezone.now)
    expires_at = models.DateTimeField("有效到", db_index=True)
    used_at = models.DateTimeField("用掉时间", null=True, blank=True)

    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "验证码"

    def __str__(self):
        return f"验证码 #{self.pk}"


class Tally(models.Model):
    """How often something was done in the window that runs until `until` (accounts.limits); the key names nobody."""

    key = models.CharField("什么", max_length=80, primary_key=True)
    count = models.PositiveIntegerField("次数", default=0)
    until = models.DateTimeField("到", db_index=True)

    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "次数"

    def __str__(self):
        return self.key


class KeyMark(models.Model):
    """密钥记号: a key that the data need, known again by a mark that the key itself makes (accounts.rotation.marks)."""

    class Kind(models.TextChoices):
        SEAL = "seal", "封存"
        INDEX = "index", "指纹"

    kind = models.CharField("用途", max_length=5, choices=Kind)
    name = models.CharField("名字", max_length=60)
    mark = models.CharField("记号", max_length=64)
    since = models.DateTimeField("从什么时候", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "密钥记号"
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="accounts_key_mark_once")]

    def __str__(self):
        return f"密钥记号 #{self.pk}"


class SpentCode(models.Model):
    """A step of somebody's TOTP that has been used: the row is unique, so of all processes only one accepts it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="用户")
    counter = models.BigIntegerField("时间步")
    spent_at = models.DateTimeField("用掉时间", default=timezone.now, db_index=True)

    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "用过的动态码"
        constraints = [models.UniqueConstraint(fields=["user", "counter"], name="accounts_spentcode_once")]

    def __str__(self):
        return f"用过的动态码 #{self.pk}"
