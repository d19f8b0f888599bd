"""The door for gunicorn: `gunicorn fuliancenter.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fuliancenter.settings")
application = get_wsgi_application()
