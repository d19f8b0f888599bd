from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "mediation"
    verbose_name = "调解"

    def ready(self):
        from accounts import holdings, privacy, trail
        from positions.duty import leads

        from . import holding_part, lead_part, models, notice_texts, privacy_part  # noqa: F401  the words of this app's notices
        from .clocks import jobs as clock_jobs  # noqa: F401
        from .clocks import notice_texts as clock_texts  # noqa: F401
        from .danger import jobs as danger_jobs  # noqa: F401
        from .danger import notice_texts as danger_texts  # noqa: F401
        from .intake import calls_held
        from .intake import jobs as intake_jobs  # noqa: F401
        from .intake import notice_texts as intake_texts  # noqa: F401
        from .referral import jobs as referral_jobs  # noqa: F401
        from .referral import notice_texts as referral_texts  # noqa: F401
        from .secrecy import jobs as secrecy_jobs  # noqa: F401
        from .secrecy import prints

        prints.register()
        privacy.part(privacy_part)
        holdings.holding(holding_part)
        holdings.holding(calls_held)
        leads.lead(lead_part)
        trail.watch(models.Mediator)
        trail.watch(models.AlarmStep)
        trail.watch(models.Retention)
        trail.watch(models.Clock)
        trail.watch(models.GridWord)
        trail.watch(models.Partner)
        trail.watch(models.RiskSign)  # a case keeps its own timeline and log of reads
