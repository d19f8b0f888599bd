"""The pages on which staff run centres and sites: what there is (places), when it takes place (sessions), who comes (bookings)."""

from . import bookings, classlists, day, draws, feedback, opening, places, planning, sessions, taken, team, terms, waiting, wanted

__all__ = ["bookings", "classlists", "day", "draws", "feedback", "opening", "places", "planning", "sessions", "taken", "team", "terms", "waiting", "wanted"]
