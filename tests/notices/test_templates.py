"""Each SMS that a module of texts writes has its template, or it could not leave through a provider of China as it is."""

import ast

import pytest
from django.conf import settings

from notices import sms_templates

SIGNS = {"SIGN": "【泉州妇联】", "NEUTRAL_SIGN": "【邻里中心】", "sign": "【泉州妇联】"}


def _names_a_sign(node):
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in SIGNS and isinstance(node.value, ast.Constant)


def _filled(part):
    if isinstance(part, ast.Constant):
        return part.value
    is_codes = isinstance(part.value, ast.Call) and getattr(part.value.func, "id", "") == "codes"
    return "预约码某" if is_codes else "某"


def written():
    """Yield (file and line, SMS) of every whole SMS in the modules of texts; what is filled in stands there as 某."""
    for path in sorted([*settings.BASE_DIR.glob("*/**/*texts.py"), settings.BASE_DIR / "accounts/codes.py"]):
        if path.parts[len(settings.BASE_DIR.parts)] in ("tests", ".venv", "var"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        signs = SIGNS | {node.targets[0].id: node.value.value for node in tree.body if _names_a_sign(node)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.JoinedStr) or not node.values or not isinstance(node.values[0], ast.FormattedValue):
                continue
            first = node.values[0].value
            if not (isinstance(first, ast.Name) and first.id in signs):
                continue
            text = "".join(map(_filled, node.values[1:]))
            if text.endswith("。"):  # else it is the beginning of one
                yield f"{path.relative_to(settings.BASE_DIR)}:{node.lineno}", signs[first.id] + text


def test_there_is_something_to_look_at():
    assert len(list(written())) > 40


@pytest.mark.parametrize(("where", "sms"), [pytest.param(*one, id=one[0]) for one in written()])
def test_it_has_its_template(where, sms):
    if sms.endswith("】某。"):
        pytest.skip("made of parts; test_confidential looks at what comes out")
    assert sms_templates.fits(sms)


def test_the_file_is_whole():
    entries = sms_templates._read(settings.SMS_TEMPLATES)
    assert {entry["sign"] for entry in entries if entry.get("otherwise")} == {"泉州妇联", "邻里中心"}
    assert len({(entry["sign"], entry["text"]) for entry in entries}) == len(entries)
