"""Figures of 12338, for whoever answers it: the calls of a quarter, on which way they came, about what, and what was done."""
