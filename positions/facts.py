"""All that the rules of booking ask about one session and one person, read in one statement.

Written in SQL by hand, because this is the hottest read of the portal: Django needs more time to put these six subqueries together
than both databases need to answer them (docs/performance.md).
"""

from datetime import date
from functools import cache

from django.db import connection

from .models import Service, Session

SQL = """
SELECT s.id, s.service_id, s.site_id, s.status, s.starts_at, s.ends_at, s.opens_at, s.closes_at, s.capacity, s.booked, s.waiting, s.kept, s.by_draw,
  s.area_id, v.audience, v.own_area_first,
  v.taken, v.circle_id, v.min_age, v.max_age, v.household_limit, v.first_days, v.hourly_places,
  EXISTS (SELECT 1 FROM accounts_circle_members m WHERE m.circle_id = v.circle_id AND m.user_id = %(booker)s) AS in_circle,
  v.first_days > 0 AND EXISTS (SELECT 1 FROM positions_voice w JOIN positions_ask a ON a.id = w.ask_id
    WHERE a.service_id = v.id AND w.user_id = %(booker)s) AS asked,
  p.id AS attendee_id, p.born_on AS attendee_born_on, p.relation AS attendee_relation,
  (SELECT b.code FROM positions_booking b
    WHERE b.session_id = s.id AND b.attendee_id = %(attendee)s AND b.status <> 'cancelled' LIMIT 1) AS held_code,
  EXISTS (SELECT 1 FROM positions_booking b
    WHERE b.attendee_id = %(attendee)s AND b.status <> 'cancelled' AND b.session_id <> s.id
      AND b.from_minute < {ends_minute} AND b.to_minute > {starts_minute}) AS busy,
  p.guardian_id AS household_id,
  (SELECT sum(1 << b.household_no) FROM positions_booking b
    WHERE b.session_id = s.id AND b.household_id = p.guardian_id AND b.status <> 'cancelled') AS household_mask
FROM positions_session s
JOIN positions_service v ON v.id = s.service_id
LEFT JOIN accounts_familymember p ON p.id = %(attendee)s AND p.removed_at IS NULL
  AND (p.guardian_id = %(booker)s OR EXISTS (SELECT 1 FROM accounts_guardianship g
    WHERE g.member_id = p.id AND g.user_id = %(booker)s AND g.ended_at IS NULL AND g.since IS NOT NULL AND g.shares = 'bookings' AND NOT v.confidential))
WHERE s.id = %(session)s
"""
MINUTE = {  # a moment as whole minutes since 1970, as positions.booking.minute() counts them
    "postgresql": "floor(extract(epoch FROM {0}) / 60)",
    "sqlite": "(CAST(strftime('%%s', {0}) AS integer) / 60)",
}


@cache
def _sql(vendor):
    starts, ends = (MINUTE[vendor].format(f"s.{column}") for column in ("starts_at", "ends_at"))
    return SQL.replace("{starts_minute}", starts).replace("{ends_minute}", ends)


def read(*, session, attendee, booker):
    """Return the Session with primary key `session`, or None; with it, as attributes:

    attendee_ok, attendee_born_on: whether the family member `attendee` belongs to the user `booker`, or is a child whose bookings its
    first guardian shares with her (nothing confidential), and the birth date; in_circle: whether `booker` is in the service's circle; asked:
    she asked for what became this service; held_code: the code of
    the attendee's live booking here; busy: she has another at that time; household_id: the account that registered the attendee;
    household_mask: bit n is set when that household holds its n-th place in this session, whoever of its guardians booked it.
    """
    asked = {"session": session, "attendee": attendee, "booker": booker.pk}
    for facts in Session.objects.raw(_sql(connection.vendor), asked):
        facts.service = Service(
            pk=facts.service_id,
            taken=facts.taken,
            circle_id=facts.circle_id,
            min_age=facts.min_age,
            max_age=facts.max_age,
            household_limit=facts.household_limit,
            audience=facts.audience,
            own_area_first=facts.own_area_first,
            first_days=facts.first_days,
            hourly_places=facts.hourly_places,
        )
        facts.attendee_ok = facts.attendee_id is not None
        if isinstance(facts.attendee_born_on, str):  # SQLite keeps dates as text
            facts.attendee_born_on = date.fromisoformat(facts.attendee_born_on)
        return facts
    return None
