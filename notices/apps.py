from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "消息"

    def ready(self):
        from accounts import privacy, telling

        from . import account_texts, outbox, periodic, privacy_part  # noqa: F401  jobs, and the words of what accounts tells

        telling.through(outbox.tell)
        privacy.part(privacy_part)
