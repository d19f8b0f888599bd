from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "消息"

    def ready(self):
        from accounts import privacy

        from . import privacy_part

        privacy.part(privacy_part)
