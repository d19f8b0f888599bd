from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "人员和权限"

    def ready(self):
        from . import kept, trail
        from .models import Area, Guardianship, KeptPerson, Mandate, Post
        from .querysets import invited_index
        from .rotation import prints

        trail.start()
        trail.watch(Area)
        trail.watch(Post)
        for model in (Guardianship, Mandate):
            prints.of(model, "phone_index", lambda row: row.phone and invited_index(row.phone))
        prints.of(KeptPerson, "contact_index", lambda row: row.contact_phone and kept.index_of(row.contact_phone))
