"""What a team does together, as a service of its station: its sessions are the shifts, for which only its members sign up."""

from django.db import transaction

from positions.models import Service

LEAST_AGE = 14  # with a guardian's word at the station (teams.apply); a shift that asks more says so itself


@transaction.atomic
def offer(*, team, title, summary, bring="", good_to_know=""):
    """Add a kind of shift to a team's station. Returns the Service; its sessions are laid as for any other. Raises ValidationError."""
    service = Service(
        site=team.site,
        title=title,
        summary=summary,
        bring=bring,
        good_to_know=good_to_know,
        theme=Service.Theme.SHIFT,
        audience=Service.Audience.VOLUNTEERS,
        circle=team.circle,
        min_age=LEAST_AGE,
        household_limit=1,
    )
    service.full_clean()
    service.save()
    return service
