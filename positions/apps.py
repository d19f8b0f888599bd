from django.apps import AppConfig


class PositionsConfig(AppConfig):
    name = "positions"
    verbose_name = "阵地和预约"

    def ready(self):
        from accounts import crypto, holdings, privacy, ties, trail
        from accounts.rotation import prints

        from . import family_ties, jobs, models, notice_texts, privacy_part, reminder_texts, reminders  # noqa: F401  the words of this app's notices
        from .after import calendars
        from .after import jobs as after_jobs  # noqa: F401
        from .after import notice_texts as after_texts  # noqa: F401
        from .after import privacy_part as after_part
        from .door import jobs as door_jobs  # noqa: F401
        from .door import notice_texts as door_texts  # noqa: F401
        from .duty import leaving
        from .duty import notice_texts as duty_texts  # noqa: F401
        from .duty import privacy_part as duty_privacy
        from .fairness import draw_jobs, draw_privacy, draw_texts  # noqa: F401  lists are locked by the clock
        from .fairness import notice_texts as fairness_texts  # noqa: F401
        from .families import texts as family_texts  # noqa: F401  acting for somebody else
        from .planning import jobs as planning_jobs  # noqa: F401  sessions are laid by the clock
        from .planning import notice_texts as changes  # noqa: F401  the words of changed plans
        from .telling import notice_texts as telling_texts  # noqa: F401
        from .terms import enrolling  # noqa: F401  enrolled children get their places in sessions that are laid later
        from .terms import notice_texts as term_texts  # noqa: F401
        from .terms import privacy_part as terms_part

        prints.of(models.CalendarAddress, "token_hash", lambda row: crypto.fingerprint(row.token, purpose=calendars.PURPOSE))
        holdings.holding(leaving)
        ties.tie(family_ties)
        privacy.part(privacy_part)
        privacy.part(duty_privacy)
        for draw_part in (ties.tie, privacy.part):
            draw_part(draw_privacy)
        privacy.part(after_part)
        privacy.part(terms_part)  # later here is sooner there: a term is left before its single days are
        # Not Booking: it is the hot path, and its deeds keep who and when in the row itself.
        for model in (
            models.Center,
            models.OpeningHours,
            models.Room,
            models.Site,
            models.SiteCheck,
            models.ChecklistItem,
            models.Service,
            models.Session,
            models.Draw,
            models.HoursAsked,
            models.Ask,
            models.Provider,
            models.Resource,
            models.Order,
        ):
            trail.watch(model)
        for model in (models.Timetable, models.TimetableDate, models.HolidayYear, models.Holiday, models.Closing, models.TeamMember):
            trail.watch(model)
