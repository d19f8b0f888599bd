"""Figures that travel: what was received in a quarter in an area, and what came of it. One way to count and to hide, for cases and calls."""
