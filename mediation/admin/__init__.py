"""The staff admin's pages of mediation."""

from . import cases

__all__ = ["cases"]
