from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "消息"

    def ready(self):
        from accounts import crypto, privacy, telling
        from accounts.rotation import prints

        from . import account_texts, models, outbox, periodic, privacy_part  # noqa: F401  jobs, and the words of what accounts tells

        telling.through(outbox.tell)
        privacy.part(privacy_part)
        prints.of(models.WeChatBinding, "openid_hmac", lambda row: crypto.fingerprint(row.openid, purpose="wechat"))
