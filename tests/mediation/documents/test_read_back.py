"""All forms of a full case, made into PDF by one run of LibreOffice and read back: filled, no braces, nothing cut off."""

import shutil
import subprocess

import pytest
from pypdf import PdfReader

from mediation import complaints, documents, intake
from mediation.documents.registry import kinds_of
from mediation.models import Case

LONG = "".join(f"第{n}回，两家人在楼道里为带孩子、做饭和房租争起来，说到后来都不肯让步。" for n in range(1, 61)) + "写到这里为止。"
OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not here (apt-get install libreoffice-writer-nogui): forms are not read back as PDF")
def test_all_forms_read_back_from_pdf(walked, mediator, tmp_path):
    people = [intake.Person(name="陈阿妹", phone="13905950001", id_number="35050319900307058X")]
    people.append(intake.Person(name="欧阳·买买提江𠮷", side="respondent", phone="13905950002"))
    case = walked(narrative=LONG, parties=people, purpose="complaint")
    complaints.answer(case=case, by=mediator, words="经查属实，当天补上了上门。\n今后接到求助当天上门。")
    Case.objects.filter(pk=case.pk).update(closed_at=case.accepted_at)
    case = Case.objects.get(pk=case.pk)
    made = {kind.form.value: documents.make(case=case, form=kind.form, by=mediator, touches_status=False) for kind in kinds_of(case)}
    for form, paper in made.items():
        (tmp_path / f"{form}.docx").write_bytes(documents.opened(paper, "卷内第 7 件　"))
    command = [OFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*command, *sorted(tmp_path.glob("*.docx"))], check=True, timeout=240, capture_output=True)
    said = {}
    for form, paper in made.items():
        with PdfReader(tmp_path / f"{form}.pdf") as pdf:
            pages = ["".join(page.extract_text().split()) for page in pdf.pages]
        foot = f"卷内第7件第{{}}页，共{len(pages)}页"
        said[form] = "".join(page.replace(foot.format(number), "") for number, page in enumerate(pages, 1))  # words go on over a page's end
        assert "{" not in said[form], form
        assert "}" not in said[form], form
        assert f"卷内第7件第1页，共{len(pages)}页" in pages[0], form
        assert ("〔待填〕" in said[form]) == bool(paper.missing), form
    for form in ("application", "intake", "closing"):
        body = said[form]
        for n in range(1, 61):
            assert f"第{n}回" in body.replace("\n", ""), (form, n)
        assert "写到这里为止。" in body, form
    for form, words in {
        "cover": ["陈阿妹、欧阳·买买提江𠮷婆媳纠纷", "丰妇人调字第1号", "长期"],
        "contents": ["卷宗目录", "卷宗封底"],
        "application": ["36", "13905950001", "汉族", "个体", "想分开住"],
        "taken": [case.number, "陈阿妹：", "予以受理", "前办结，并书面答复您", "最多延长30天"],
        "reply": ["陈阿妹：", "经查属实，当天补上了上门。", "今后接到求助当天上门。", "三十日内，请求我们的上一级单位复查"],
        "rights": ["调解不收任何费用", "现实危险"],
        "meeting": ["婚姻家庭调解室", "侄女陈小燕", "婆婆：同意，只要常带孩子回来。", "谈成了"],
        "agreement": ["一、春节后分开住。", "二、每周六带孩子回来。", "当面办清"],
        "fulfilment": ["退还押金", "500.00元"],
        "follow_up": ["已经分开住，周六都回来。", "满意"],
        "confirmation": ["依法确认丰泽区婚姻家庭纠纷人民调解委员会"],
    }.items():
        for one in words:
            assert one in said[form], (form, one)
