"""六有: the six lights of a team, three of them computed, three looked at by somebody who wrote down the evidence."""

from dataclasses import dataclass
from datetime import date

from .models import ENTERED, Have
from .querysets import LATELY


@dataclass(frozen=True)
class Light:
    """One of the six: `is_met` with the words that show by what."""

    have: Have
    is_met: bool
    words: str
    seen_on: date | None = None

    @property
    def label(self):
        return self.have.label


def lights(team):
    """Return the six Lights of a Team read `with_numbers()`. One statement: the checks."""
    checks = {check.have: check for check in team.checks.all()}
    computed = {
        Have.PLACE: (team.site.closed_on is None, f"{team.site.center.name}的{team.site.title}"),
        Have.ACTIVITY: (team.shifts_lately > 0, f"近 {LATELY.days} 天 {team.shifts_lately} 次，自动算"),
        Have.REGISTER: (team.members > 0, f"{team.members} 位队员，自动算"),
    }
    return [Light(have, *(_looked_at(checks.get(have)) if have in ENTERED else computed[have])) for have in Have]


def _looked_at(check):
    if check is None:
        return False, "还没有人来看过"
    return check.is_met, check.evidence, check.checked_on
