"""An office's own template, looked at before it is kept: a real .docx, small when unpacked, no macro, nothing from elsewhere, and in its
text nothing but words and {{ fields }} that we know. What Jinja would read is judged by its own parser: only names may stand in it.
"""

import io
import re
import zipfile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, nodes
from lxml import etree

from accounts import packed
from accounts.refusals import Refusal

from .filling import Sandbox, fill, put_in
from .registry import FIELDS

MOST = 2 * 1000 * 1000  # bytes of the file
TEXT = 3 * 1000 * 1000  # bytes of its text, unpacked
TEXTS = (".xml", ".rels")
CODES = {"PAGE", "NUMPAGES", "SECTIONPAGES"}  # fields of Word's own that only count
FORBIDDEN = re.compile(r"vbaProject|/embeddings/|/activeX/|/afchunk|/customXml/.*\.(?:docx|html?)$|attachedToolbars|\.(?:bin|exe|js|vbs|html?|mht)$", re.I)
ONE_NAME = "花括号里只能写一个名称，例如 {{ 甲方姓名 }}，不能写点、括号和运算。"
PLAIN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)


class TemplateRefused(Refusal):
    sentence = "这个模板还不能用。请对照下载的样本，在 Word 或 WPS 里改好，再上传。"


class NotADocx(TemplateRefused):
    sentence = "这不是 .docx 文件。请在 Word 或 WPS 里打开，另存为 .docx，再上传。"


class TooBig(TemplateRefused):
    sentence = "这个文件太大。模板只要文字和表格，请去掉图片，小于 2 MB 再上传。"


def check(data):
    """Look at a .docx template (bytes). Returns the names of its fields. Raises a TemplateRefused whose sentence names the field."""
    if len(data) > MOST:
        raise TooBig
    file = io.BytesIO(data)
    packed.check(file, needed="word/document.xml", not_one=NotADocx, too_big=TooBig)
    with zipfile.ZipFile(file) as package:
        for name in package.namelist():
            _member(name, package)
    try:
        paper = DocxTemplate(io.BytesIO(data))
        paper.render_init()
        names = _fields(paper)
        put_in(fill(data, dict.fromkeys(names, "字"))[0], {})  # tried once, here and not on the day that a form is made
        return names
    except TemplateRefused:
        raise
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, SyntaxError, TypeError, IndexError, TemplateError):
        raise NotADocx from None  # what python-docx and lxml raise on a package that lies about itself


def _member(name, package):
    if FORBIDDEN.search(name) or ".." in name or name.startswith("/"):
        raise TemplateRefused("模板里带着宏、附件或别的程序，不能用。请新建一个只有文字和表格的 .docx，把内容复制过去，再上传。")
    if not name.lower().endswith(TEXTS):
        return
    text = package.read(name)
    if len(text) > TEXT or b"\0" in text or b"<!DOCTYPE" in text.upper() or b"<!ENTITY" in text.upper():
        raise TooBig if len(text) > TEXT else NotADocx
    tree = _nodes(text)
    if any(_local(key) == "TargetMode" and value.strip().lower() == "external" for node in tree for key, value in node.attrib.items()):
        raise TemplateRefused("模板里有连到外面的链接或图片，不能用。请把链接去掉，图片不要用“链接到文件”。")
    if b"altChunk" in text or any("macroEnabled" in value for node in tree for value in node.attrib.values()):
        raise TemplateRefused("模板里带着宏或别的文件，不能用。请另存为普通的 .docx，再上传。")
    if any(_is_text_elsewhere(node) for node in tree):
        raise NotADocx
    words = "".join("".join(node.itertext()) for node in tree if _local(node.tag) in ("instrText", "delInstrText"))
    words += " " + " ".join(value for node in tree for key, value in node.attrib.items() if _local(key) == "instr")
    unknown = set(re.findall(r"[A-Za-z]{3,}", words)) - CODES - {"MERGEFORMAT", "Arabic"}
    if unknown:
        raise TemplateRefused(f"模板里有 Word 的域“{min(unknown)}”，不能用。只能有页码和总页数，别的请删掉。")


def _nodes(text):
    """Return all elements of one part as Word reads them: a letter written as a number, another prefix or alphabet hides nothing."""
    try:
        root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True))
    except (etree.XMLSyntaxError, ValueError):
        raise NotADocx from None
    if root.getroottree().docinfo.doctype:
        raise NotADocx
    return list(root.iter(etree.Element))


def _is_text_elsewhere(node):
    """Whether a line of [Content_Types].xml says that a file is read as text which we do not look at, a picture by its name."""
    return node.get("ContentType", "").strip().lower().endswith("xml") and not f".{node.get('Extension') or node.get('PartName', '')}".lower().endswith(TEXTS)


def _local(name):
    return etree.QName(name).localname


def _fields(paper):
    found = {}
    for xml in _parts(paper):
        _braces(xml)
        text = paper.patch_xml(xml)
        for mark in ("{%", "%}", "{#", "#}"):
            if mark in text:
                raise TemplateRefused(f"模板里写了 {_near(text, mark)}。这里只能写 {{{{ 字段 }}}}，不能写语句和批注，请删掉。")
        try:
            tree = Sandbox().parse(text)
        except TemplateSyntaxError:
            raise TemplateRefused("有一个字段的花括号没写对。要写成 {{ 字段 }}，两边各两个花括号。") from None
        for node in [tree, *tree.find_all(nodes.Node)]:
            if not isinstance(node, PLAIN) or (isinstance(node, nodes.Name) and node.ctx != "load"):
                raise TemplateRefused(f"“{_written(text, node)}”不是字段的名称。{ONE_NAME}")
        found |= dict.fromkeys(name.name for name in tree.find_all(nodes.Name))
    unknown = [name for name in found if name not in FIELDS]
    if unknown:
        raise TemplateRefused(f"没有“{'”“'.join(unknown[:5])}”这个字段。请照字段表里的名称写，一个字也不要改。")
    return list(found)


def _braces(xml):
    """Refuse, paragraph by paragraph, whatever stands in braces and is no name: docxtpl's own {{r …}} moves what is around it."""
    for line in _words(xml.replace("</w:p>", "\n")).split("\n"):
        for inside in re.findall(r"\{\{(.*?)\}\}", line):
            if not re.fullmatch(r"\s*\w+\s*", inside):
                raise TemplateRefused(f"“{inside.strip()[:30]}”不是字段的名称。{ONE_NAME}")
        rest = re.sub(r"\{\{.*?\}\}", "", line)
        if "{{" in rest or "}}" in rest:
            raise TemplateRefused(f"有一个字段的花括号没写对：{line.strip()[:30]}。要写成 {{{{ 字段 }}}}，两边各两个花括号。")


def _parts(paper):
    """Yield the XML of every part that docxtpl renders."""
    yield paper.get_xml()
    for uri in (paper.HEADER_URI, paper.FOOTER_URI):
        for _, part in paper.get_headers_footers(uri):
            yield paper.get_part_xml(part)
    for part in paper.docx.part.package.iter_parts():
        if part.content_type.endswith("footnotes+xml"):
            yield part.blob.decode("utf-8")
    properties = paper.docx.core_properties
    yield " ".join(getattr(properties, name) or "" for name in ("author", "comments", "identifier", "language", "subject", "title"))


def _near(text, mark):
    start = text.index(mark)
    return _words(text[start : start + 200])[:30]


def _written(text, node):
    """Return what stands between the braces where `node` was found, as it was typed."""
    for inside in re.findall(r"\{\{(.*?)\}\}", text, re.DOTALL):
        if not re.fullmatch(r"\s*\w+\s*", inside):
            return _words(inside).strip()[:30]
    return type(node).__name__


def _words(xml):
    return re.sub(r"<[^>]*>", "", xml)
