"""What the page of a case shows, card by card. A topic adds one line: its function and its template.

`function(case, user)` returns the dict that the template reads as `card`, or None when there is nothing to show now: a new case
stays a short page. The template also sees `case`. What can be done stands in the card as links to pages of its own.
"""

from .. import intake, reaching
from ..casework.mediating import TALKED
from ..clocks.card import deadlines
from ..complaints.card import complaint
from ..models import Case, Party
from . import referrals
from .danger import summary as danger
from .opening import with_case
from .people import may_write
from .steps import links


def next_step(case, user):
    usual, rare = links(case, user)
    mine = case.mediator_id == user.pk
    # Nothing comes before the first talk: until then writing it down is the step that the page offers first.
    untold = mine and case.status == Case.Status.ACCEPTED and not case.events.filter(kind__in=TALKED).exists()
    return {"is_mine": mine, "untold": untold, "usual": usual, "rare": rare, "may_edit": mine and case.status in case.OPEN}


def meetings(case, user):
    rows = with_case(case, case.meetings.all())
    return {"meetings": rows, "is_mine": case.mediator_id == user.pk} if rows else None


def agreements(case, user):
    rows = with_case(case, case.agreements.prefetch_related("instalments"))
    for agreement in rows:
        agreement.parts = list(agreement.instalments.all())
        for part in agreement.parts:
            part.agreement = agreement
    return {"agreements": rows, "may_write": case.mediator_id == user.pk and case.is_carried} if rows else None


def followups(case, user):
    rows = with_case(case, case.followups.select_related("by"))
    way = reaching.way_of(case) if any(row.done_at is None for row in rows) else None
    return {"followups": rows, "way": way} if rows else None


def story(case, user):
    return {"signs": case.signs.all(), "photos": with_case(case, case.evidence.all()), "may_add": may_write(case, user)}


def words(case, user):
    way, codes = reaching.way_of(case), case.codes.filter(ended_at=None, confirmed_at__isnull=False).exists()
    rows = with_case(case, case.words.select_related("by"))
    if not (way or codes or rows):
        return None
    return {"way": way, "has_code": codes, "words": rows, "may": case.goes_on_in.mediator_id == user.pk}


def known(case, user):
    """What may be the same, and what it was joined with; absent when there is nothing."""
    found = [one for one in intake.alike(case, user) if one.pk != case.joined_to_id]
    joined = list(Case.objects.visible_to(user, "mediation.view_case").filter(joined_to=case).without_content())
    found = [one for one in found if one.pk not in {row.pk for row in joined}]
    goes_on = Case.objects.visible_to(user, "mediation.view_case").filter(pk=case.joined_to_id).first() if case.joined_to_id else None
    if not (found or joined or goes_on):
        return None
    may_join = case.mediator_id == user.pk and case.is_carried
    return {"known": found, "joined": joined, "goes_on": goes_on, "may_join": may_join, "hidden": may_join and any(not one.case for one in found)}


def timeline(case, user):
    return {"events": with_case(case, case.events.select_related("by", "party").defer("former"))}


def parties(case, user):
    rows = with_case(case, case.parties.all())
    hers = {row.pk for row in rows if row.side == Party.Side.APPLICANT and case.mediator_id == user.pk and case.is_carried}
    return {
        "parties": rows,
        "may_write": may_write(case, user),
        "may_see_hers": hers,
        "may_give_code": case.mediator_id == user.pk and case.is_carried and case.source != Case.Source.SITE,
    }


def place(case, user):
    return {}


def papers(case, user):
    """One line: how many papers were made, and the way to them."""
    return None if case.status == case.Status.REFUSED and not case.is_complaint else {"made": case.documents.values("form", "about").distinct().count()}


# The wide column: what to do, what it is about, what was done. New topics stand before the timeline, in the order of the work.
CARDS = (
    (next_step, "mediation/next_card.html"),
    (danger, "mediation/danger_card.html"),  # what is missing for a hurt child must not hide below the timeline on a phone
    (complaint, "mediation/complaint_card.html"),
    (meetings, "mediation/meetings_card.html"),
    (agreements, "mediation/agreements_card.html"),
    (followups, "mediation/followups_card.html"),
    (story, "mediation/story_card.html"),
    (words, "mediation/words_card.html"),
    (referrals.card, "mediation/referral_card.html"),
    (timeline, "mediation/timeline_card.html"),
)
# The narrow column beside it: what has to be known at a glance.
ASIDE = (
    (deadlines, "mediation/deadlines_card.html"),
    (parties, "mediation/parties_card.html"),
    (known, "mediation/known_card.html"),
    (place, "mediation/place_card.html"),
    (papers, "mediation/papers_card.html"),
)


# All that an officer sees who broke the glass: nothing that can be pressed.
READABLE = (story, meetings, agreements, followups, timeline, deadlines, danger, parties, place)


def laid(cards, case, user):
    """Return (template, facts) of the cards that have something to say. Through a broken glass only what is READABLE."""
    shown = [row for row in cards if row[0] in READABLE] if getattr(case, "glass", None) else cards
    return [(template, facts) for function, template in shown if (facts := function(case, user)) is not None]
