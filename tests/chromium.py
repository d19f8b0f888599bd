"""Which Chromium the browser tests use."""

import os
import shutil

NONE_FOUND = "no Chromium found (apt-get install chromium chromium-l10n fonts-noto-cjk, or CHROMIUM=/path/to/it)"


def find():
    """Return the path of a Chromium, or None."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    return next((path for path in map(shutil.which, filter(None, names)) if path), None)
