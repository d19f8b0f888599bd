"""The staff admin's pages of mediation."""

from . import cases, clocks, danger, offline, papers, partners, roster, secrecy

__all__ = ["cases", "clocks", "danger", "offline", "papers", "partners", "roster", "secrecy"]
