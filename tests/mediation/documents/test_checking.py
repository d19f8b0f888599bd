"""An office's own template: thirty ways to bring in more than words and known fields, each refused with a sentence that says where."""

import io
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from mediation import documents
from mediation.documents import checking, layouts
from mediation.models import FormTemplate
from tests.people import sign_in

from .conftest import words_of


def paper(*lines, foot="", title=""):
    """Return a .docx with these lines."""
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    if foot:
        made.sections[0].footer.paragraphs[0].text = foot
    made.core_properties.title = title
    made.core_properties.comments = ""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_member(data, name, content, *, replace=None):
    """Return the package with another member, or with one changed by replace(bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, replace(old.read(member)) if replace and member == name else old.read(member))
        if replace is None:
            new.writestr(name, content)
    return out.getvalue()


def changed(data, old, new, member="word/document.xml"):
    return with_member(data, member, b"", replace=lambda text: text.replace(old, new))


GOOD = paper("申请人：{{ 甲方姓名 }}", "{{纠纷简要情况}}")
JINJA = [
    "{{ 甲方姓名.__class__ }}", "{{ 甲方姓名.__class__.__mro__[1].__subclasses__() }}", "{{ ''.__class__ }}", "{{ 7*7 }}", "{{ 甲方姓名|e }}",
    "{{ 甲方姓名|attr('x') }}", "{{ 甲方姓名['x'] }}", "{{ 甲方姓名() }}", "{{ range(10) }}", "{{ lipsum.__globals__ }}", "{{ cycler }}", "{{ self }}",
    "{{ config }}", "{{ request }}", "{{ 甲方姓名 ~ 乙方姓名 }}", "{{ 甲方姓名 if 1 else 2 }}", "{{ [1,2,3] }}", "{{ 甲方姓名 is defined }}",
    "{% for a in 甲方姓名 %}{{ a }}{% endfor %}", "{% import 'os' as os %}",
    "{% include '/etc/passwd' %}", "{% set a = 1 %}", "{%p if 1 %}", "{%tr for x in y %}",
    "{# 看不见 #}", "{{r 甲方姓名 }}", "{{p 甲方姓名 }}", "{{ 甲方姓名 ", "甲方姓名 }}", "{{ }}",
]  # fmt: skip


@pytest.mark.parametrize("line", JINJA)
def test_thirty_injections(line):
    assert len(JINJA) == 30
    for data in (paper("申请人：{{ 甲方姓名 }}", line), paper("好的", foot=line), paper("好的", title=line)):
        with pytest.raises(checking.TemplateRefused):
            checking.check(data)


def test_the_sentence_names_the_field():
    with pytest.raises(checking.TemplateRefused, match="没有“甲方名字”这个字段"):
        checking.check(paper("{{ 甲方名字 }}"))
    with pytest.raises(checking.TemplateRefused, match=r"“甲方姓名\.upper”不是字段的名称"):
        checking.check(paper("{{ 甲方姓名.upper }}"))
    assert checking.check(GOOD) == ["甲方姓名", "纠纷简要情况"]


def test_a_field_cut_into_runs_by_the_office_program_is_one_field():
    made = docx.Document()
    line = made.add_paragraph()
    for part in ("{", "{ 甲方", "姓名 }", "}"):
        line.add_run(part).bold = True
    out = io.BytesIO()
    made.save(out)
    assert checking.check(out.getvalue()) == ["甲方姓名"]


BOMB = io.BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as _bomb:
    _bomb.writestr("word/document.xml", b" " * 30_000_000)
OUTSIDE = b'<Relationship Id="rId99" Type="image" Target="http://a/b" TargetMode="External"/>'
W = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FOOT, TYPES = b"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml", "[Content_Types].xml"
NUMBERS = b"".join(b"&#%d;" % letter for letter in b"DDEAUTO")
EBCDIC = f'<?xml version="1.0" encoding="IBM037"?><a xmlns="{W.decode()}"><instrText>DDEAUTO</instrText></a>'.encode("cp037")
PACKAGES = {
    "words": "这不是".encode(),
    "empty": b"",
    "half": GOOD[:3000],
    "bomb": BOMB.getvalue(),
    "a workbook": with_member(b"PK\x05\x06" + b"\0" * 18, "xl/workbook.xml", b"<a/>"),
    "macro": with_member(GOOD, "word/vbaProject.bin", b"x"),
    "embedded": with_member(GOOD, "word/embeddings/oleObject1.bin", b"x"),
    "page": with_member(GOOD, "word/afchunk.html", b"<script>"),
    "way out": with_member(GOOD, "../../evil.xml", b"<a/>"),
    "outside": changed(GOOD, b"</Relationships>", OUTSIDE + b"</Relationships>", "word/_rels/document.xml.rels"),
    "entity": changed(GOOD, b"<w:document", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w:document'),
    "late entity": with_member(GOOD, "word/late.xml", b"<!--" + b" " * 4000 + b"--><!DOCTYPE a><a/>"),
    "broken": changed(GOOD, b"</w:body>", b""),
    "utf-16": with_member(GOOD, "word/document.xml", b"", replace=lambda text: text.decode().encode("utf-16")),
    "dde": changed(GOOD, b"</w:body>", b'<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe "/k calc"</w:instrText></w:r></w:p></w:body>'),
    "include": changed(GOOD, b"</w:body>", b'<w:p><w:fldSimple w:instr="INCLUDETEXT /etc/passwd"/></w:p></w:body>'),
    "cut code": changed(GOOD, b"</w:body>", b"<w:p><w:r><w:instrText>DDE</w:instrText><w:instrText>AUTO x</w:instrText></w:r></w:p></w:body>"),
    "outside in numbers": changed(GOOD, b"</Relationships>", OUTSIDE.replace(b"Ext", b"&#69;xt") + b"</Relationships>", "word/_rels/document.xml.rels"),
    "code in numbers": changed(GOOD, b"</w:body>", b"<w:p><w:r><w:instrText>%s</w:instrText></w:r></w:p></w:body>" % NUMBERS),
    "code under another name": changed(GOOD, b"</w:body>", b'<w:p><w:r><x:instrText xmlns:x="' + W + b'">DDEAUTO</x:instrText></w:r></w:p></w:body>'),
    "text that is called a picture": changed(GOOD, b"</Types>", b'<Override PartName="/word/a.png" ContentType="' + FOOT + b'"/></Types>', TYPES),
    "macro in numbers": changed(GOOD, b"</Types>", b'<Default Extension="a" ContentType="application/macro&#69;nabled"/></Types>', TYPES),
    "code in another alphabet": with_member(GOOD, "word/styles.xml", b"", replace=lambda text: EBCDIC),
    "attribute": changed(GOOD, b"<w:sectPr", b'<w:bookmarkStart w:id="1" w:name="{{ 7*7 }}"/><w:sectPr'),
}


@pytest.mark.parametrize("what", PACKAGES)
def test_what_is_no_plain_docx_is_refused(what):
    with pytest.raises(checking.TemplateRefused):
        checking.check(PACKAGES[what])


@pytest.fixture
def office(client, make_post, area):
    user = make_post(Role.COUNTY_OFFICER, "350503000000", "黄丽云")
    sign_in(client, user)
    return client


def test_an_office_replaces_a_template_and_goes_back(office, case, mediator):
    add = reverse("admin:mediation_formtemplate_add")

    def send(data, path=add):
        return office.post(path, {"area": "350503000000", "form": "intake", "file": SimpleUploadedFile("a.docx", data)})

    assert "下载样本" in office.get(add).content.decode()
    wrong = send(paper("{{ 甲方名字 }}"))
    assert wrong.status_code == 422
    assert "没有“甲方名字”这个字段" in wrong.content.decode()
    assert send(paper("本所自己的样子：{{ 甲方姓名 }}")).status_code == 302
    assert "本所自己的样子：陈阿妹" in words_of(documents.opened(documents.make(case=case, form="intake", by=mediator)))
    row = FormTemplate.objects.get()
    assert send(paper("第二种：{{ 甲方姓名 }}"), reverse("admin:mediation_formtemplate_change", args=[row.pk])).status_code == 302
    assert "第二种：陈阿妹" in words_of(documents.opened(documents.make(case=case, form="intake", by=mediator)))
    office.post(reverse("admin:mediation_formtemplate_delete", args=[row.pk]), {"post": "yes"})
    assert "人民调解受理登记表" in words_of(documents.opened(documents.make(case=case, form="intake", by=mediator)))


def test_the_sample_is_ours_and_the_number_has_a_pattern(office, area):
    sample = office.get(reverse("admin:mediation_formtemplate_sample", args=["cover"]))
    assert words_of(sample.content) == words_of(layouts.built("cover"))  # its bytes hold the second in which it was packed
    add = reverse("admin:mediation_dossierrule_add")
    told = {"area": "350503000000", "office": "丰泽区婚姻家庭纠纷人民调解委员会", "kept_for": "长期"}
    for pattern in ("人调字", "（{年}）{号}{名}", "{号}{号}", "{号"):
        assert "卷号里要有一个 {号}" in office.post(add, told | {"pattern": pattern}).content.decode()
    assert office.post(add, told | {"pattern": "（{年}）丰妇人调字第{号}号"}).status_code == 302


def test_an_office_elsewhere_has_its_own(client, make_post, elsewhere, case, mediator):
    sign_in(client, make_post(Role.COUNTY_OFFICER, "350582000000", "许丽华"))
    told = {"area": "350503000000", "form": "intake", "file": SimpleUploadedFile("a.docx", GOOD)}
    assert client.post(reverse("admin:mediation_formtemplate_add"), told).status_code == 422
    assert (
        client.post(reverse("admin:mediation_formtemplate_add"), told | {"area": "350582000000", "file": SimpleUploadedFile("a.docx", GOOD)}).status_code == 302
    )
    assert "人民调解受理登记表" in words_of(documents.opened(documents.make(case=case, form="intake", by=mediator)))
