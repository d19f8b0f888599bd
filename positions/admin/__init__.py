"""The pages on which staff run centres and sites: what there is (places), when it takes place (sessions), who comes (bookings)."""

from . import bookings, day, places, sessions, waiting, wanted

__all__ = ["bookings", "day", "places", "sessions", "waiting", "wanted"]
