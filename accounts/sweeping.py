"""What signing in leaves behind, taken away when it is of no more use. Nothing unfinished becomes an account, so none is swept."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from .models import SignInAttempt, SpentCode, Tally

KEEP = timedelta(days=1)


def sweep():
    """Delete codes, tallies and TOTP steps of before yesterday, and devices whose session is over. Returns how many rows."""
    before = timezone.now() - KEEP
    gone = SignInAttempt.objects.filter(expires_at__lt=before).delete()[0]
    gone += Tally.objects.filter(until__lt=before).delete()[0]
    gone += SpentCode.objects.filter(spent_at__lt=before).delete()[0]
    return gone + UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()[0]
