"""Reports that were written where there is no network: sealed on the phone, opened here, each once and under its author's name."""

from .authors import author_of, word_for
from .envelope import CannotOpenParcel, open_parcel, public_key, seal_parcel
from .received import received
from .receiving import NotOurs, Taken, receive

__all__ = ["CannotOpenParcel", "NotOurs", "Taken", "author_of", "open_parcel", "public_key", "receive", "received", "seal_parcel", "word_for"]
