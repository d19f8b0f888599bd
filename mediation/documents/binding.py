"""The dossier of a case: its papers in the order of the forms, and all of it as one zip with contents.

Pages are numbered within each piece (6-1, 6-2 …), for where a page ends only the office program knows (docs/decisions/0026).
"""

import io
import zipfile
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from ..models import Document, Form, Signature
from .filling import put_in
from .registry import kinds_of


@dataclass
class Piece:
    """One piece of the dossier: its number, its paper as it was made last, the photos that belong to it."""

    number: int
    title: str
    form: str
    at: datetime
    document: Document
    gaps: list = field(default_factory=list)
    photos: list = field(default_factory=list)  # rows with open()

    @property
    def pages(self):
        return f"{self.number}-1 起"


def latest(case):
    """Return {(form, about): the Document made last} with its signatures fetched."""
    rows = list(case.documents.select_related("by").prefetch_related("signatures").order_by("pk"))
    for row in rows:
        row.case = case
        for signature in row.signatures.all():
            signature.document = row
    return {(row.form, row.about): row for row in rows}


def pieces(case, *, coming=()):
    """Return the Pieces of a case in order. `coming`: forms that stand in the contents though they are made only afterwards."""
    made, found = latest(case), []
    for kind in kinds_of(case):
        abouts = [(pk, at) for pk, at in kind.each(case) if (kind.form, pk) in made] or [(None, None)]
        for about, at in abouts:
            document = made.get((kind.form, about))
            if document is None and kind.form not in coming:
                continue
            title = kind.title + (f"（{timezone.localtime(at):%m月%d日}）" if len(abouts) > 1 else "")
            photos = [row for row in document.signatures.all() if row.kind == Signature.Kind.SCAN] if document else []
            if kind.form == Form.EVIDENCE:
                photos += _photos(case)
            found.append(
                Piece(
                    number=len(found) + 1, title=title, form=kind.form, at=document.made_at if document else timezone.now(), document=document,
                    gaps=document.missing if document else [], photos=photos,
                )
            )  # fmt: skip
    return found


def not_listed(document, photos):
    """Return how many of the `photos` of the case came after the list of evidence `document` was made; 0 for another form."""
    return sum(photo.added_at > document.made_at for photo in photos) if document and document.form == Form.EVIDENCE else 0


def _photos(case):
    rows = list(case.evidence.all())
    for row in rows:
        row.case = case
    return rows


def opened(document, piece=""):
    """Return the .docx of a Document (bytes), with what was signed on the screen in its places."""
    drawn = {row.place: row.open() for row in document.signatures.all() if row.kind == Signature.Kind.DRAWN}
    return put_in(document.open(), drawn, piece)


def dossier(case, *, by):
    """Return the whole dossier as a zip (bytes). What it must have and lacks is made; contents and back cover are made anew.

    Raises NotAllowed, NotYourCase.
    """
    from .making import make, require

    require(case, by)
    made = latest(case)
    photos = list(case.evidence.all())
    for kind in kinds_of(case):
        needed = kind.needed(case) or (kind.form == Form.EVIDENCE and photos)
        for about, _ in kind.each(case) or [(None, None)]:
            if (needed or about) and (kind.form, about) not in made and kind.form not in (Form.CONTENTS, Form.BACK):
                make(case=case, form=kind.form, by=by, about=about)
    listed = made.get((Form.EVIDENCE, None))
    if not_listed(listed, photos) and not listed.signatures.all():  # a signed paper is not replaced behind anybody's back
        make(case=case, form=Form.EVIDENCE, by=by)
    for form in (Form.CONTENTS, Form.BACK):
        make(case=case, form=form, by=by)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for piece in pieces(case):
            name = f"{piece.number:02}-{piece.title}"
            packed.writestr(f"{name}.docx", opened(piece.document, f"卷内第 {piece.number} 件　"))
            for n, photo in enumerate(piece.photos, 1):
                packed.writestr(f"{name}-附{n}.jpg", photo.open())
    return out.getvalue()
