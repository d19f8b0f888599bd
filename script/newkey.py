"""Make the three secrets of a portal, as lines for its environment."""

import base64
import secrets
import sys
from datetime import UTC, datetime


def lines(name=""):
    """Return {variable: fresh value}; `name` names the keys (if not said: today, like 20261124)."""
    name = name or f"{datetime.now(UTC):%Y%m%d}"
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ENCRYPTION_KEYS": f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "INDEX_KEY": f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}",
    }


if __name__ == "__main__":
    for variable, value in lines(*sys.argv[1:2]).items():
        print(f"{variable}={value}")
