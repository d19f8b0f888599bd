"""A glass that an officer broke and that is over, and the demo's mother, who sees it behind the PIN that she set at the desk."""

from datetime import timedelta

from django.utils import timezone

from mediation.models import Binding, BreakGlass, Case, Party
from mediation.secrecy import break_glass, hers, pins

from . import clock

PIN = "305817"


def load(people):
    """Break it two days ago and bind her once. Twice adds nothing."""
    her, mediator, officer = people["01"], people["41"], people["23"]
    if Binding.objects.filter(whose=pins.print_of(her)).exists():
        return
    mine = Case.objects.filter(key="demo-case-1", mediator=mediator).first()
    if mine is None:
        return
    code = pins.hand_code(party=mine.parties.get(side=Party.Side.APPLICANT), by=mediator)
    pins.set_pin(user=her, code=code, pin=PIN)
    with clock.at(timezone.now() - timedelta(days=2)):
        if not BreakGlass.objects.filter(user=officer).exists():
            break_glass(user=officer, number=mine.number, why="absent", words="经办人外出开会，她约好今天要答复。")
    seen = next((look for look in hers.her_log(her) if look.urgent), None)
    if seen:
        hers.ask(user=her, read=seen.pk, words="这是谁要看？")
