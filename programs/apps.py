from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "六个项目"

    def ready(self):
        from accounts import trail

        from . import models

        for model in (models.Program, models.Project):
            trail.watch(model)
