"""The portal with one guard taken out (BROKEN names it): the races must notice. Used as DJANGO_SETTINGS_MODULE."""

from fuliancenter.settings import *  # noqa: F403

INSTALLED_APPS += ["tests.faults.without_guard.WithoutGuard"]  # noqa: F405
