"""What the worker does for timetables: a few times a day it lays what has come into reach."""

from datetime import timedelta

from notices.jobs import job

from . import closing, generating


@job("generate_sessions", every=timedelta(hours=6))
def generate_sessions():
    timetables, made, left_out = generating.generate_all()
    return f"{timetables} timetables, {made} sessions laid, {left_out} left out"


@job("close_sites", every=timedelta(hours=1))
def close_sites():
    """Sites that close for good leave the pages on their day."""
    return f"{closing.finish()} sites closed"
