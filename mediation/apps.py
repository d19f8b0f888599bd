from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "mediation"
    verbose_name = "调解"

    def ready(self):
        from . import notice_texts  # noqa: F401  the words of this app's notices
