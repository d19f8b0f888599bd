"""How a page of a case begins: who may come here at all, the look that is written down, and rows that share the opened key."""

from functools import partial, wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404

from accounts import roles, second_factor
from accounts.client import ip_of
from accounts.headers import private

from ..access import VIEW, may_read, open_case


def look(request, number, what, **how):
    """Open a case for the reader of this request, or raise Http404; she is written down."""
    return open_case(user=request.user, number=number, what=what, ip=ip_of(request), by_glass=getattr(request, "is_for_readers", False), **how)


def posted(request):
    """Return what was sent, also when it is nothing at all; None when nothing was asked."""
    return request.POST if request.method == "POST" else None


def mediators_only(view):
    """Whoever holds no post that sees cases finds nothing here; who holds one shows her second factor first."""
    return _only(lambda user: roles.may_ever(user, VIEW), view)


def only_with(perm):
    """As mediators_only, for pages of whoever has `perm` on some case."""
    return partial(_only, lambda user: roles.may_ever(user, perm))


def readers_only(view):
    """As mediators_only, for pages that only read one case: an officer who broke the glass comes here too."""
    return _only(may_read, view, for_readers=True)


def _only(may, view, *, for_readers=False):
    opened = second_factor.required(view)

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not may(request.user):
            raise Http404
        request.is_for_readers = for_readers
        return opened(request, *args, **kwargs)

    return private(login_required(wrapped))


def with_case(case, rows):
    """Give the rows of a case the very case that is open, so that its key is opened once."""
    rows = list(rows)
    for row in rows:
        row.case = case
        if getattr(row, "party", None):
            row.party.case = case
    return rows
