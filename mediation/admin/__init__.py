"""The staff admin's pages of mediation."""

from . import cases, clocks, offline, secrecy

__all__ = ["cases", "clocks", "offline", "secrecy"]
