"""How gunicorn serves the portal: gunicorn -c deploy/gunicorn.conf.py fuliancenter.wsgi (variables: docs/settings.md)."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from fuliancenter.log import to_standard_error

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
# Each thread keeps one connection to the database: workers x threads of them.
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # what is the same in all workers is in memory once
keepalive = 75  # longer than nginx and Caddy keep theirs, so that it is never we who hang up first
timeout = 60
graceful_timeout = 30
max_requests, max_requests_jitter = 20_000, 2_000
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - its heartbeat must not wait for a disk
control_socket_disable = True
accesslog = None  # the portal writes its own line, without addresses and codes
logconfig_dict = to_standard_error("INFO") | {"loggers": {"gunicorn.error": {"level": "INFO", "propagate": True}}}
