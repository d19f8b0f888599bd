from django.apps import AppConfig


class PositionsConfig(AppConfig):
    name = "positions"
    verbose_name = "阵地和预约"

    def ready(self):
        from . import notice_texts  # noqa: F401  the words of this app's notices
