from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "人员和权限"

    def ready(self):
        from . import trail
        from .models import Area, Post

        trail.start()
        trail.watch(Area)
        trail.watch(Post)
