"""python -m tests.standins.workers KILLS COUNT: some workers, each of which may be killed at any moment and is followed by another.

They are forked from one process that has read the code once: twenty starts from nothing would take longer than the sending.
"""

import os
import random
import signal
import sys
import threading
import time

import django


def main(kills, count):
    django.setup()
    from notices import jobs
    from notices.models import Notice

    jobs.write_down()
    dice, children = random.Random(7), [start() for _ in range(count)]
    for _ in range(kills):
        time.sleep(dice.uniform(0.2, 0.7))
        victim = dice.choice(children)
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        children.remove(victim)
        children.append(start())
    waiting = Notice.objects.filter(state__in=("waiting", "unsure"))
    deadline = time.monotonic() + float(os.environ.get("WAIT", "90"))
    while waiting.exists() and time.monotonic() < deadline:
        time.sleep(0.3)
    for child in children:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


def start():
    """Fork a worker. Returns its number."""
    from django.db import connections

    connections.close_all()  # a connection belongs to one process
    pid = os.fork()
    if pid:
        return pid
    from notices.management.commands import worker

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    worker.work(stopping)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
