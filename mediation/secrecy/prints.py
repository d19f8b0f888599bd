"""By what rows of mediation are found again, and how that is worked out anew from what lies sealed when INDEX_KEY rotates.

Of a return code or a code of the desk only the print is kept: codes are looked up by all keys of the ring (crypto.fingerprints).
"""

from accounts.rotation import prints

from ..intake import booked
from ..models import Binding, BookedCase, Case, HotlineCall, Mediator, Party, Pin, Question
from ..prints import id_print, phone_print, place_print
from .pins import print_of_account


def register():
    prints.of(Party, "phone_print", lambda row: row.phone and phone_print(row.phone))
    prints.of(Party, "id_print", lambda row: row.id_number and id_print(row.id_number), also=_roster)
    prints.of(Case, "place_print", lambda row: row.place and place_print(row.area_id, row.place))
    prints.of(HotlineCall, "phone_print", lambda row: row.phone and phone_print(row.phone))
    prints.of(Pin, "whose", lambda row: print_of_account(row.account))
    prints.of(BookedCase, "booking_print", lambda row: booked.print_of(row.booking))
    prints.of(Binding, "whose", lambda row: print_of_account(row.account), also=_questions)


def _questions(binding, old, new):
    Question.objects.filter(case=binding.case_id, whose=old).update(whose=new)


def _roster(party, old, new):
    """Of a mediator's ID number only the print is kept: where a party has the same one, the conflict stays known."""
    Mediator.objects.filter(id_print=old).exclude(id_print="").update(id_print=new)
