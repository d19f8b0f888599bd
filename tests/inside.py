"""Run a function with a Portal's own settings and database: python -m tests.inside MODULE:FUNCTION, arguments as JSON on stdin.

Used by Portal.call(); what the function returns goes back as JSON, in the last line of stdout.
"""

import importlib
import json
import sys


def main(name):
    import django

    django.setup()
    module, _, function = name.partition(":")
    result = getattr(importlib.import_module(module), function)(**json.load(sys.stdin))
    sys.stdout.write("\n" + json.dumps(result, default=str))


if __name__ == "__main__":
    main(sys.argv[1])
