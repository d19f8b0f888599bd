"""The same two statements without Django: `bare.py URL` reads "session attendee booker" lines, then works them off with 8 processes.

Prints one line of JSON: {"seconds": …, "sold": …}. The floor under every booking.
"""

import json
import multiprocessing
import queue
import sqlite3
import sys
import time
from contextlib import suppress
from secrets import token_hex
from uuid import uuid4

COLUMNS = "uid, session_id, booker_id, attendee_id, status, code, source, from_minute, to_minute, unnamed, passes, ended_as, made_at"
INSERT = (
    f"INSERT INTO positions_booking ({COLUMNS}) VALUES ({{0}}, {{0}}, {{0}}, {{0}}, 'confirmed', {{0}}, 'self', {{0}}, {{0}}, false, 0, '', CURRENT_TIMESTAMP)"  # noqa: S608
)
UPDATE = "UPDATE positions_session SET booked = booked + 1 WHERE id = {0} AND booked < capacity"
PROCESSES = 8


def connect(url):
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20, isolation_level=None)
        connection.executescript("PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;")
        return connection, "?", "BEGIN IMMEDIATE"
    import psycopg2

    connection = psycopg2.connect(url)
    connection.autocommit = True
    return connection, "%s", "BEGIN"


def work(url, rows, gate, results):
    connection, mark, begin = connect(url)
    cursor = connection.cursor()
    insert, update = INSERT.format(mark), UPDATE.format(mark)
    gate.wait()
    begun, sold = time.time(), 0
    for session, attendee, booker in rows:
        cursor.execute(begin)
        uid = str(uuid4()) if mark == "%s" else uuid4().hex
        cursor.execute(insert, (uid, session, booker, attendee, token_hex(6), session, session + 1))
        cursor.execute(update, (session,))
        if cursor.rowcount == 1:
            sold += 1
            cursor.execute("COMMIT")
        else:
            cursor.execute("ROLLBACK")
    results.put((begun, time.time(), sold))


if __name__ == "__main__":
    lines = [tuple(map(int, line.split())) for line in sys.stdin]
    gate, results = multiprocessing.Barrier(PROCESSES), multiprocessing.Queue()
    crew = [multiprocessing.Process(target=work, args=(sys.argv[1], lines[n::PROCESSES], gate, results)) for n in range(PROCESSES)]
    for process in crew:
        process.start()
    told = []
    while len(told) < PROCESSES:
        with suppress(queue.Empty):
            told.append(results.get(timeout=1))
        if any(process.exitcode for process in crew):  # its traceback stands on standard error
            sys.exit("a bare booking was refused by the database")
    for process in crew:
        process.join()
    sys.stdout.write(json.dumps({"seconds": max(t[1] for t in told) - min(t[0] for t in told), "sold": sum(t[2] for t in told)}) + "\n")
