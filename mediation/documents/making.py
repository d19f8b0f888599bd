"""The deeds on the papers of a case: make one, sign it on the screen, keep the photo of the paper that was signed by hand."""

import io

from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from accounts.crypto import seal_bytes
from accounts.refusals import NotAllowed

from .. import evidence
from ..casework import conflicts, editing
from ..clocks import extending
from ..models import Document, Form, Signature
from ..refusals import CaseRefused, NotYourCase, StepNotAllowed
from . import binding, numbering
from .facts import facts
from .filling import fill, template_of
from .registry import KINDS, kinds_of

COUNTING = (Form.CONTENTS, Form.NOTE, Form.BACK)  # they speak of all the others
MOST_SCANS = 12
INK = 200  # darker than this is ink; 255 is white


class NothingDrawn(CaseRefused):
    sentence = "还没有签名。请在框里用手指或鼠标写上姓名，再按保存。"


class SignedBefore(CaseRefused):
    sentence = "这里已经签过了。要重签，请把这份文书重新做一份，再签。"


class StatusNotAsked(CaseRefused):
    sentence = "做司法确认申请书以前，先看看协议里有没有离婚、身份、收养的内容，选一样，再做。"


class NoSuchPlace(CaseRefused):
    sentence = "这份文书上没有这一处签名。请看看要签的是不是这一份。"


def require(case, by):
    """Papers are made by whoever carries the case, or by any mediator of its area while nobody does. Raises NotAllowed, NotYourCase."""
    if conflicts.of(case, by) or not by.has_perm("mediation.add_document", case):
        raise NotAllowed
    if case.mediator_id not in (None, by.pk):
        raise NotYourCase


def make(*, case, form, by, about=None, touches_status=None):
    """Make one form of a case as it stands now, in whatever state it is. Returns the Document, whose `missing` names the gaps.

    `about` is the meeting or follow-up that it writes down. For the joint application to a court `touches_status` says whether the
    agreement has marriage, identity or adoption in it; the answer is kept. Raises NotAllowed, NotYourCase, StepNotAllowed (no such
    form in this case), StatusNotAsked, TouchesStatus.
    """
    require(case, by)
    kind = KINDS[Form(form)]
    if kind not in kinds_of(case) or (about and about not in [pk for pk, _ in kind.each(case)]):
        raise StepNotAllowed
    if kind.form == Form.CONFIRMATION:
        if touches_status is None and case.agreements.exists():
            raise StatusNotAsked
        extending.confirmable(case, touches_status)
    at = timezone.now()
    number = numbering.number(case)
    pieces = binding.pieces(case, coming=(Form.CONTENTS, Form.BACK, kind.form)) if kind.form in COUNTING else ()
    said = facts(case, kind=kind, about=about, by=by, at=at, pieces=pieces)
    paper, gaps = fill(template_of(case.area_id, kind.form), said)
    row = Document(case=case, form=kind.form, about=about, number=number, gaps="\n".join(gaps), by=by, made_at=at)
    return _keep(row, paper)


def sign(*, document, place, picture, by):
    """Put the drawn signature `picture` (jpeg, width, height) at `place`, one of registry.PLACES, once. Returns the Signature.

    Raises NotAllowed, NotYourCase, NoSuchPlace, NothingDrawn, SignedBefore.
    """
    require(document.case, by)
    if place not in KINDS[Form(document.form)].places:
        raise NoSuchPlace
    jpeg, width, height = picture
    with Image.open(io.BytesIO(jpeg)) as drawn:
        if drawn.convert("L").getextrema()[0] > INK:
            raise NothingDrawn
    row = Signature(document=document, kind=Signature.Kind.DRAWN, place=place, width=width, height=height, by=by)
    try:
        return _keep(row, jpeg)
    except IntegrityError:
        raise SignedBefore from None


def add_scans(*, document, pictures, by):
    """Keep photos [(jpeg, width, height)] of the paper that was signed by hand. Returns the Signatures. Raises NotAllowed, NotYourCase."""
    require(document.case, by)
    if document.signatures.filter(kind=Signature.Kind.SCAN).count() + len(pictures) > MOST_SCANS:
        raise CaseRefused(f"一份文书最多 {MOST_SCANS} 张照片。请留下最清楚的。")
    rows = [Signature(document=document, kind=Signature.Kind.SCAN, width=width, height=height, by=by) for _, width, height in pictures]
    with transaction.atomic():
        return [_keep(row, jpeg) for row, (jpeg, _, _) in zip(rows, pictures, strict=True)]


@transaction.atomic
def describe(*, party, by, version=None, **told):
    """Write what the forms ask of a party: gender, age, ethnicity, occupation, address.

    `version` is the one of the case that she read, if she read it on a page.
    Raises EditedMeanwhile (somebody rewrote the case since), NotAllowed, NotYourCase.
    """
    require(party.case, by)
    if version is not None:
        editing.take(party.case, version)
    for name, words in told.items():
        setattr(party, name, words or None)
    party.save(update_fields=list(told))
    return party


def _keep(row, data):
    """Seal `data` into a file of its own and save its row; on any fault no file stays."""
    row.file = evidence.write(seal_bytes(data, bound_to=row.bound_to, key=row.case.data_key))
    try:
        with transaction.atomic():
            row.save()
    except BaseException:
        evidence.forget([row])
        raise
    return row
