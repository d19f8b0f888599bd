"""The deeds on bookings: book, alone or together, join the line, cancel, check in. The only place that writes their states and counters.

How two people never get the last place (docs/decisions/0002): a booking is one short transaction, INSERT then one conditional
UPDATE of the session's counter; the database refuses the one that comes too late and the INSERT goes with it. No row is locked
while Python thinks. Two rules that concern one person are the database's own: one live booking a session, and no two live
bookings at the same time (migration 0002).

`alone` and `family` take places, `counting` counts them, `conditions` says who may, `ending` gives places back, `capacity` changes how
many there are, `arriving` is the door.
"""

from .alone import book
from .arriving import by_door_code, check_in, undo_check_in
from .capacity import change_capacity
from .conditions import free_number, require_fit, require_open
from .counting import Status, minute, new_key
from .ending import cancel, cancel_together, end_line
from .family import book_together

__all__ = [
    "Status",
    "book",
    "book_together",
    "by_door_code",
    "cancel",
    "cancel_together",
    "change_capacity",
    "check_in",
    "end_line",
    "free_number",
    "minute",
    "new_key",
    "require_fit",
    "require_open",
    "undo_check_in",
]
