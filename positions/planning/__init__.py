"""Timetables: the dates of a rule, the sessions laid from it, and what happens when plans change."""
