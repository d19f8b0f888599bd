"""The staff admin's pages of mediation."""

from . import cases, clocks, secrecy

__all__ = ["cases", "clocks", "secrecy"]
