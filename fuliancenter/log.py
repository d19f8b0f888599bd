"""The log: one line of JSON for each thing, with numbers of rows and never a word that somebody typed (SECURITY: Kept secret).

What a line may hold is decided here, for our own code and for every library: the text of the call without its arguments, the
fields named in FIELDS, and of an exception its type and the lines of code that it went through, not its message.
"""

import contextvars
import json
import logging
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = str(Path(__file__).resolve().parent.parent) + "/"
FIELDS = ("method", "route", "status", "ms", "user", "notice", "job", "attempts", "count", "part")
QUIET = {"healthz", "readyz"}  # asked every few seconds by machines
UNTRACED = ("help/", "my/privacy/locked/")  # the log does not say who asked for help, nor who has a PIN (SECURITY: The shared phone)
SPEAK_OF_CODE = {"ImportError", "ModuleNotFoundError", "SyntaxError", "ImproperlyConfigured", "AppImportError"}

logger = logging.getLogger("portal.request")
_request_id = contextvars.ContextVar("request_id", default="")


def new_id():
    """Return a number that a person can read out over the phone: 4821-7730."""
    digits = f"{secrets.randbelow(10**8):08d}"
    return f"{digits[:4]}-{digits[4:]}"


class RequestMiddleware:
    """Give each request its number (`request.id`, shown on error pages) and write one line when it is answered. Comes first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = new_id()
        token = _request_id.set(request.id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            self.write(request, response, started)
        finally:
            _request_id.reset(token)
        return response

    def write(self, request, response, started):
        route = route_of(request)
        if route in QUIET:
            return
        # The user is named only if the view has asked for her: the log costs no statement.
        user = None if route.startswith(UNTRACED) else getattr(getattr(request, "_cached_user", None), "pk", None)
        milliseconds = round(1000 * (time.perf_counter() - started), 1)
        seen = {"method": request.method, "route": route, "status": response.status_code, "ms": milliseconds, "user": user}
        logger.info("request", extra=seen)


def route_of(request):
    """Return the pattern of the address ("bookings/<code>/"), which holds no code and no number, or "" if there is none."""
    match = getattr(request, "resolver_match", None)
    return match.route if match else ""


class Line(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record):
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "text": text_of(record),
        }
        if _request_id.get():
            line["request"] = _request_id.get()
        line |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if "route" not in line and hasattr(record, "request"):  # Django's own lines about a request
            line["route"] = route_of(record.request)
        if record.exc_info and record.exc_info[0]:
            line["error"] = error_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=lambda value: type(value).__name__)


def text_of(record):
    """Return the text of the call; its arguments only where all of them are numbers, or gunicorn tells of its own life."""
    args = record.args if isinstance(record.args, tuple) else (record.args,)
    of_itself = record.name == "gunicorn.error" and record.levelno == logging.INFO
    if record.args and (of_itself or all(isinstance(value, int | float) for value in args)):
        return record.getMessage()
    return record.msg if isinstance(record.msg, str) else type(record.msg).__name__


def error_of(error):
    """Return the types of an exception and of what led to it, each with the lines of code it went through."""
    chain = []
    while error is not None and len(chain) < 5:
        entry = {"type": type(error).__name__, "at": list(frames_of(error.__traceback__))}
        if entry["type"] in SPEAK_OF_CODE:
            entry["text"] = str(error)
        chain.append(entry)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain


def frames_of(traceback):
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file = code.co_filename.removeprefix(HERE).rpartition("site-packages/")[2].rpartition("/lib/")[2]
        yield f"{file}:{traceback.tb_lineno} {code.co_name}"
        traceback = traceback.tb_next


def to_standard_error(level):
    """Return settings.LOGGING: everything of `level` and above as lines of JSON on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "fuliancenter.log.Line"}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            # Django's stock configuration mails and prints; ours is the only way out.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # Each answer has its line already; a request that failed adds its traceback.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }
