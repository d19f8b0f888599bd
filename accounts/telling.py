"""How this app, the lowest of all, tells people something: `notices` hands over its outbox when it starts, its words live there."""

_outbox = None


def through(outbox):
    """Register the function that writes a notice (`notices.outbox.tell`)."""
    global _outbox  # noqa: PLW0603  set once, at the start
    _outbox = outbox


def tell(to, kind, about, **how):
    """Write one notice for user `to`, in the caller's transaction. Words: notices/account_texts.py."""
    _outbox(to, kind, about, **how)
