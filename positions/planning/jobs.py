"""What the worker does for timetables: a few times a day it lays what has come into reach."""

from datetime import timedelta

from notices.jobs import job

from . import generating


@job("generate_sessions", every=timedelta(hours=6))
def generate_sessions():
    timetables, made, left_out = generating.generate_all()
    return f"{timetables} timetables, {made} sessions laid, {left_out} left out"
