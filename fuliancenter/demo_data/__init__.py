"""The demo: what the notice describes, laid out in ten centres of three counties, with invented people.

Everything is made through the deeds, as staff and residents would make it; only plain nouns that have no deed (a centre, a room,
a service) are rows. `load` can be run again at any time: it adds what is missing, and carries the timetable on to two weeks
from today.
"""
