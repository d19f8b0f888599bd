"""Settings of the portal. Everything that differs between hosts comes from the environment (docs/settings.md)."""

from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from environs import validate

from . import log
from .environment import env, read, read_choice, read_key_ring, stop

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(read(env.str, "DATA_DIR", str(BASE_DIR / "var"))).absolute()
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    stop(f"环境变量 DATA_DIR 指的文件夹 {DATA_DIR} 建不了（{error.strerror}）。")

# --- what kind of start is this -------------------------------------------------------------------
DEBUG = read(env.bool, "DEBUG", False)
DEMO = read(env.bool, "DEMO", False)  # demo data, /demo/messages/, the address in the footer
HTTPS = read(env.bool, "HTTPS", True)  # False only for a demo on plain http
SECRET_KEY = read(env.str, "SECRET_KEY")
if len(SECRET_KEY) < 50:
    stop("环境变量 SECRET_KEY 太短，至少 50 个字符。用 script/newkey 生成一个。")
ENCRYPTION_KEYS = read_key_ring("ENCRYPTION_KEYS")
INDEX_KEYS = read_key_ring("INDEX_KEY")
INDEX_KEY = next(iter(INDEX_KEYS.values()))
ALLOWED_HOSTS = read(env.list, "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = read(env.list, "CSRF_TRUSTED_ORIGINS", [])
TRUSTED_PROXIES = read(env.int, "TRUSTED_PROXIES", 0, validate=validate.Range(min=0))  # how many proxies of ours append to X-Forwarded-For

LOGGING = log.to_standard_error(read_choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO"))

# --- the house ------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "fuliancenter.apps.PortalAdminConfig",
    "fuliancenter.apps.HouseConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "auditlog",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "template_partials",
    "accounts",
    "notices",
    "positions",
    "mediation",
    "volunteers",
    "programs",
    "reports",
    "portal",
]
MIDDLEWARE = [
    "fuliancenter.log.RequestMiddleware",
    "fuliancenter.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "fuliancenter.middleware.copies",
    "fuliancenter.middleware.gate",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "fuliancenter.csrf.OriginlessCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.devices.DevicesMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.trail.TrailMiddleware",
]
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # fuliancenter.middleware.headers sends X-Frame-Options, on static files and the 500 too
    "security.W003",  # fuliancenter.csrf is Django's own, made to work under no-referrer
]
ROOT_URLCONF = "fuliancenter.urls"
WSGI_APPLICATION = "fuliancenter.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["portal.templatetags.portal"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.page",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- databases, cache, files ----------------------------------------------------------------------
DATABASE_URL = read(env.str, "DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
try:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=None, conn_health_checks=True)}
except ValueError:
    stop("环境变量 DATABASE_URL 看不懂。例如 postgres://用户:密码@主机:5432/库名，或 sqlite:////路径/db.sqlite3。")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        # IMMEDIATE: two writers wait for each other instead of failing; FULL: what we told somebody is on the disk.
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;",
    )
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    # A row found by an index costs about what its neighbour costs: what is asked often lies in memory or on an SSD. With PostgreSQL's
    # own figure (4, for turning disks) it reads all coming sessions of the city for the few of one mother. Statements are short: no JIT.
    DATABASES["default"]["OPTIONS"].setdefault("options", "-c random_page_cost=1.1 -c jit=off")
else:
    stop("环境变量 DATABASE_URL 只能是 sqlite:// 或 postgres://。")
REDIS_URL = read(env.str, "REDIS_URL", "")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    # Shared between processes. Sessions stay in their own table: a database in front of a database gains nothing.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}
    SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Rendered public pages, in the memory of each process: it holds nothing of anybody, and no limit is counted in it.
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 400}}
PUBLIC_PAGE_SECONDS = read(env.int, "PUBLIC_PAGE_SECONDS", 20, validate=validate.Range(min=0))  # 0: render each time
MEDIA_ROOT = DATA_DIR / "media"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = ["accounts.uploads.BoundedUploadHandler"]
MAX_BODY = 130 * 1024 * 1024  # a report with all its photos; more is not even read

# --- people and sign-in ---------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PostBackend", "allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # accounts.limits counts in the database instead
ACCOUNT_USER_DISPLAY = "accounts.adapter.name_of"
MFA_ADAPTER = "accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody here has one
MFA_FORMS = {
    "authenticate": "accounts.signin_forms.AuthenticateForm",
    "reauthenticate": "accounts.signin_forms.ReauthenticateForm",
    "activate_totp": "accounts.signin_forms.ActivateForm",
    "add_webauthn": "accounts.signin_forms.AddPasskeyForm",
    "login_webauthn": "accounts.signin_forms.LoginPasskeyForm",
    "authenticate_webauthn": "accounts.signin_forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "accounts.signin_forms.ReauthenticatePasskeyForm",
}
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/my/"
LOGOUT_REDIRECT_URL = "/"

# --- language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["fuliancenter.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- messages to people ---------------------------------------------------------------------------
SMS_BACKENDS = {
    "console": "notices.backends.console",
    "file": "notices.backends.file",
    "demo": "notices.backends.demo",
    "aliyun": "notices.backends.aliyun",
}
SMS_BACKEND = SMS_BACKENDS[read_choice("SMS_BACKEND", list(SMS_BACKENDS), "demo" if DEMO else "console")]
SMS_FILE = DATA_DIR / "sms.jsonl"
# How long a worker holds a notice that it is sending; after that another one takes it up.
NOTICE_LEASE = timedelta(seconds=read(env.int, "NOTICE_LEASE", 60, validate=validate.Range(min=1)))
# How long after a try that nobody answered the provider's list may still lack the message; then it is sent again.
NOTICE_UNSURE = timedelta(seconds=read(env.int, "NOTICE_UNSURE", 600, validate=validate.Range(min=1)))
# The hours of the night (Asia/Shanghai) in which nothing rings, e.g. 22 and 7; the same hour twice: no such hours.
QUIET_FROM = read(env.int, "QUIET_FROM", 0 if DEMO else 22, validate=validate.Range(min=0, max=23))
QUIET_UNTIL = read(env.int, "QUIET_UNTIL", 0 if DEMO else 7, validate=validate.Range(min=0, max=23))
OUTGOING_TRUSTED = []  # origins that may be plain http and local: only the stand-ins of the tests
OUTGOING_SECONDS = 5
SMS_TEMPLATES = read(env.str, "SMS_TEMPLATES", str(BASE_DIR / "data" / "sms-templates.json"))
ALIYUN_ENDPOINT = read(env.str, "ALIYUN_ENDPOINT", "https://dysmsapi.aliyuncs.com")
ALIYUN_KEY_ID = read(env.str, "ALIYUN_KEY_ID", "")
ALIYUN_KEY_SECRET = read(env.str, "ALIYUN_KEY_SECRET", "")
if SMS_BACKENDS["aliyun"] == SMS_BACKEND and not (ALIYUN_KEY_ID and ALIYUN_KEY_SECRET):
    stop("SMS_BACKEND=aliyun 还要环境变量 ALIYUN_KEY_ID 和 ALIYUN_KEY_SECRET。写法见 docs/messages.md。")
SITE_URL = read(env.str, "SITE_URL", "").rstrip("/")  # https://portal.example: for links that leave the house; never taken from a request
WECHAT_ENDPOINT = read(env.str, "WECHAT_ENDPOINT", "https://api.weixin.qq.com")
WECHAT_APP_ID = read(env.str, "WECHAT_APP_ID", "")
WECHAT_APP_SECRET = read(env.str, "WECHAT_APP_SECRET", "")
WECHAT_TEMPLATE_ID = read(env.str, "WECHAT_TEMPLATE_ID", "")
WECHAT_TEMPLATE_FIELDS = read(env.list, "WECHAT_TEMPLATE_FIELDS", ["thing1", "thing2"])  # for the title and for the words below it
WECHAT_CALLBACK_TOKEN = read(env.str, "WECHAT_CALLBACK_TOKEN", "")  # signs what WeChat tells us of a message's arrival
if WECHAT_APP_ID and not (WECHAT_APP_SECRET and WECHAT_TEMPLATE_ID and WECHAT_CALLBACK_TOKEN and SITE_URL and len(WECHAT_TEMPLATE_FIELDS) == 2):
    stop("WECHAT_APP_ID 还要 WECHAT_APP_SECRET、WECHAT_TEMPLATE_ID、WECHAT_CALLBACK_TOKEN 和 SITE_URL。写法见 docs/messages.md。")
TIMETABLE_WEEKS = read(env.int, "TIMETABLE_WEEKS", 8, validate=validate.Range(min=1, max=52))  # how far ahead the sessions of timetables are laid
SMS_CODES_A_DAY_KNOWN = read(env.int, "SMS_CODES_A_DAY_KNOWN", 20000, validate=validate.Range(min=1))  # sign-in codes a day to numbers with an account …
SMS_CODES_A_DAY_NEW = read(env.int, "SMS_CODES_A_DAY_NEW", 3000, validate=validate.Range(min=1))  # … and to all others, so a flood costs this
WANTED_HOUSEHOLDS = read(env.int, "WANTED_HOUSEHOLDS", 15, validate=validate.Range(min=2))  # so many want it: staff owe an answer …
WANTED_ANSWER_DAYS = read(env.int, "WANTED_ANSWER_DAYS", 10, validate=validate.Range(min=1))  # … within these days
WANTED_FIRST_DAYS = read(env.int, "WANTED_FIRST_DAYS", 2, validate=validate.Range(min=0, max=14))  # who asked books so many days before all others
HOTLINE = read(env.str, "HOTLINE", "12338")
POLICE_LINE = read(env.str, "POLICE_LINE", "110")
POLICE_SMS = read(env.str, "POLICE_SMS", "12110")
YOUTH_LINE = read(env.str, "YOUTH_LINE", "12355")
# Danger: within so many minutes a report that the law wants must be written, and so many days before its end an order is called to mind.
MANDATORY_REPORT_MINUTES = read(env.int, "MANDATORY_REPORT_MINUTES", 60, validate=validate.Range(min=1))
ORDER_REMINDER_DAYS = [int(days) for days in read(env.list, "ORDER_REMINDER_DAYS", ["14", "3"], subcast=int)]
# What somebody with a return code may write: so many sentences in one visit of a quarter of an hour, and to one case in an hour and a day.
HELP_SAYS_VISIT = read(env.int, "HELP_SAYS_VISIT", 10, validate=validate.Range(min=1))
HELP_SAYS_HOUR = read(env.int, "HELP_SAYS_HOUR", 20, validate=validate.Range(min=1))
HELP_SAYS_DAY = read(env.int, "HELP_SAYS_DAY", 40, validate=validate.Range(min=1))
QUICK_EXIT_URL = read(env.str, "QUICK_EXIT_URL", "https://www.weather.com.cn/", validate=validate.URL(schemes={"https"}))

# --- the web's own safety (SECURITY: CSP without inline, strict cookies, no referrer) --------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # never in a cookie
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "fuliancenter.errors.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
