from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "消息"

    def ready(self):
        from accounts import privacy

        from . import periodic, privacy_part  # noqa: F401  the jobs of this app

        privacy.part(privacy_part)
