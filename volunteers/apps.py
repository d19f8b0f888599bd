from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"
    verbose_name = "志愿服务"

    def ready(self):
        from accounts import privacy, trail

        from . import models, notice_texts, privacy_part  # noqa: F401  the words of this app's notices

        privacy.part(privacy_part)
        for model in (models.Team, models.TeamCheck):
            trail.watch(model)
        trail.watch(models.Volunteer, leave_out=["words"])
