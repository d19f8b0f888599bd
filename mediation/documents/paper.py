"""A sheet in the house style of the dossier: A4, a title, tables with thin lines, places to sign, pages numbered in the foot.

Fonts are named as offices have them (方正小标宋, 仿宋, 宋体) and carry a second name in the font table, for machines that lack the first.
"""

import io

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

TITLE, BODY, LABEL = "方正小标宋简体", "仿宋_GB2312", "宋体"
SECOND = {TITLE: "宋体", BODY: "仿宋", LABEL: "SimSun"}
WIDE = 15.6  # cm between the margins
SPACES = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def field(name):
    """Return the field `name` as it stands in a template."""
    return "{{ " + name + " }}"


class Paper:
    """Collects the parts of one form; `bytes()` gives the .docx. Texts hold fields as {{ 名称 }}."""

    def __init__(self):
        self.doc = Document()
        self.table = None
        self._page()

    # --- the sheet ----------------------------------------------------------------------------------
    def _page(self):
        section = self.doc.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Cm(2.8), Cm(2.4), Cm(2.8), Cm(2.6)
        section.footer_distance = Cm(1.3)
        style = self.doc.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(12)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
        self._speak_chinese()
        style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.line_spacing = 1.3
        self.doc.core_properties.author = self.doc.core_properties.comments = self.doc.core_properties.title = ""
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(foot, "{{ 件号 }}第 ", 9, LABEL)
        _code(foot, "PAGE")
        self._run(foot, " 页，共 ", 9, LABEL)
        _code(foot, "NUMPAGES")
        self._run(foot, " 页", 9, LABEL)

    def _speak_chinese(self):
        """Say the language: a machine without these fonts would draw the letters and commas of another country."""
        places = (self.doc.styles.element, qn("w:lang")), (self.doc.settings.element, qn("w:themeFontLang"))
        for said in (found for root, tag in places for found in root.iter(tag)):
            said.set(qn("w:val"), "zh-CN")
            said.set(qn("w:eastAsia"), "zh-CN")

    def _run(self, paragraph, text, size=12, font=BODY, bold=False):
        run = paragraph.add_run(text)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.name = "Times New Roman"
        run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
        return run

    # --- words --------------------------------------------------------------------------------------
    def title(self, words, *, number=False, space=6):
        """Put the name of the form; with `number` the number of the dossier below it, on the right."""
        line = self.doc.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(space), Pt(8)
        self._run(line, words, 22, TITLE)
        if number:
            self.text("{{ 卷号 }}", right=True)
        return self

    def text(self, words, *, right=False, center=False, indent=False, block=False, size=12, before=0):
        line = self.doc.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.CENTER if center else WD_ALIGN_PARAGRAPH.LEFT
        line.paragraph_format.space_before = Pt(before)
        if indent:
            line.paragraph_format.first_line_indent = Pt(size * 2)
        if block:
            line.paragraph_format.left_indent = Pt(size * 2)
        self._run(line, words, size)
        self.table = None
        return self

    def head(self, words):
        line = self.doc.add_paragraph()
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(8), Pt(2)
        line.paragraph_format.keep_with_next = True
        self._run(line, words, 12, LABEL, bold=True)
        self.table = None
        return self

    # --- tables -------------------------------------------------------------------------------------
    def grid(self, *widths):
        """Begin a table with columns of these shares of the width."""
        self.table = self.doc.add_table(rows=0, cols=len(widths))
        self.table.style, self.table.alignment, self.table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for column, share in zip(self.table.columns, widths, strict=True):
            column.width = Cm(WIDE * share / sum(widths))
        return self

    def row(self, *cells, high=0.9, center=False):
        """Add a row. A cell is its text, or (text, columns that it spans); what holds no field is a label. `high`: cm, at least."""
        row = self.table.add_row()
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Cm(high)
        at = 0
        for cell in cells:
            text, span = cell if isinstance(cell, tuple) else (cell, 1)
            place = row.cells[at]
            if span > 1:
                place = place.merge(row.cells[at + span - 1])
            line = place.paragraphs[0]
            line.paragraph_format.line_spacing = 1.2
            line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(3)
            label = "{{" not in text
            if label or center:
                line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            if label or high <= 2:
                _middle(place)
            self._run(line, text, 12, LABEL if label else BODY)
            at += span
        return self

    def signs(self, *places, date="{{ 制作日期 }}"):
        """Put places to sign, one a line: (words, field), and the day below."""
        for words, name in places:
            line = self.doc.add_paragraph()
            line.paragraph_format.space_before = Pt(10)
            line.paragraph_format.keep_with_next = True
            self._run(line, f"{words}：", 12, LABEL)
            self._run(line, field(name))
        if date:
            self.text(date, right=True, before=10)
        self.table = None
        return self

    def bytes(self):
        for part in self.doc.part.package.iter_parts():
            if str(part.partname) == "/word/fontTable.xml":
                part._blob = _font_table()
        out = io.BytesIO()
        self.doc.save(out)
        return out.getvalue()


def _code(paragraph, words):
    """Put a field of Word's own (the number of this page) into a paragraph."""
    for kind, text in (("begin", ""), ("", words), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")
        run.font.size = Pt(9)
        if kind == "text":
            continue
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.set(qn("xml:space"), "preserve")
            part.text = f" {text or words} "
        run._element.append(part)


def _middle(cell):
    place = OxmlElement("w:vAlign")
    place.set(qn("w:val"), "center")
    cell._element.get_or_add_tcPr().append(place)


def _font_table():
    fonts = "".join(f'<w:font w:name="{name}"><w:altName w:val="{second}"/><w:charset w:val="86"/></w:font>' for name, second in SECOND.items())
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{SPACES}">{fonts}</w:fonts>'.encode()
