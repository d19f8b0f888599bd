"""Figures of the cases, for officers and mediators: what was received in a quarter and what has come of it since."""
