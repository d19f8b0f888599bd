"""The door for gunicorn: `gunicorn fuliancenter.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fuliancenter.settings")
application = get_wsgi_application()

from .keys import prove_or_stop  # noqa: E402  the apps have to be there first

prove_or_stop()
