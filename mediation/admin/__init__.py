"""The staff admin's pages of mediation."""

from . import cases, clocks

__all__ = ["cases", "clocks"]
