"""Write each SMS to standard output: for developing."""

import sys


def send(phone, words, key):
    sys.stdout.write(f"SMS {phone}: {words}\n")
    sys.stdout.flush()
