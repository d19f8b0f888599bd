"""A template and a case's words become a .docx: Jinja in its sandbox, a context of plain strings, nothing else.

Where somebody signs, a mark is put that no typed word can hold (`facts` takes its signs out); when the paper is opened, the drawn
signature stands in its place. What was signed is thus never rendered again.
"""

import io
import re
from functools import lru_cache

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.run import Run
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from accounts import roles

from ..models import FormTemplate
from .layouts import built
from .registry import FIELD, FIELDS, PLACES

GAP = "〔待填〕"
MARK = re.compile("\ufdd0(.*?)\ufdd1")
PIECE = "件号"
HIGH = Cm(1.1)  # of a drawn signature


class Sandbox(ImmutableSandboxedEnvironment):
    """No attribute, no item, no call, no filter, no global: `checking` lets only names in, and here there is nothing else."""

    def __init__(self):
        super().__init__(autoescape=True, undefined=StrictUndefined)
        for names in (self.globals, self.filters, self.tests):
            names.clear()

    def is_safe_attribute(self, obj, attr, value):
        return False

    def is_safe_callable(self, obj):
        return False


def template_of(area_id, form):
    """Return the .docx of the nearest office that has its own template for `form`, else ours."""
    lineage = roles.lineage(area_id)
    rows = {row.area_id: row for row in FormTemplate.objects.filter(area__in=lineage, form=form)}
    return next((bytes(rows[code].content) for code in lineage if code in rows), None) or built(form)


def fill(template, facts):
    """Return (bytes, gaps) of a .docx template (bytes) filled with `facts` {field: words}; `gaps` are the names left empty, in order."""
    names, paper = _names(template), DocxTemplate(io.BytesIO(template))
    asked = [name for name in FIELDS if name in names]
    gaps = [name for name in asked if not FIELDS[name].optional and not facts.get(name)]
    words = {name: facts.get(name) or ("" if FIELDS[name].optional else GAP) for name in asked}
    words |= {name: f"\ufdd0{name}\ufdd1" for name in asked if name in PLACES or name == PIECE}
    paper.render({name: str(said) for name, said in words.items()}, Sandbox(), autoescape=True)
    for field in ("author", "title", "subject", "comments", "keywords", "last_modified_by"):
        setattr(paper.docx.core_properties, field, "")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue(), gaps


@lru_cache(maxsize=64)
def _names(template):
    """Return which fields a template (bytes) asks for."""
    paper = DocxTemplate(io.BytesIO(template))
    paper.render_init()
    parts = [paper.get_xml(), *(paper.get_part_xml(part) for uri in (paper.HEADER_URI, paper.FOOTER_URI) for _, part in paper.get_headers_footers(uri))]
    return {name for xml in parts for name in FIELD.findall(paper.patch_xml(xml))}


def put_in(paper, pictures, piece=""):
    """Return the .docx `paper` (bytes) with the drawn signatures {place: jpeg} in their places, and its number in the dossier in the foot."""
    doc = docx.Document(io.BytesIO(paper))
    _put_into(doc.element.body, doc._body, pictures, piece)
    for rel in doc.part.rels.values():
        if rel.reltype in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER):
            _put_into(rel.target_part.element, None, {}, piece)
    out = io.BytesIO()
    doc.save(out)
    return out.getvalue()


def _put_into(element, parent, pictures, piece):
    for run in list(element.iter(qn("w:r"))):
        for text in run.findall(qn("w:t")):
            found = MARK.search(text.text or "")
            if not found:
                continue
            picture = pictures.get(found[1])
            text.text = MARK.sub(lambda mark: piece if mark[1] == PIECE else "", text.text)
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            if picture and parent is not None:
                Run(run, parent).add_picture(io.BytesIO(picture), height=HIGH)
