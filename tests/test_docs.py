"""The pages for developers: no link leads nowhere, each decision stands in the list, each command exists."""

import os
import re

from tests.servers import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_no_link_leads_nowhere():
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+)|src=\"([^\"]+)\"", page.read_text())
        for target in target
        if target and "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_each_decision_stands_in_the_list_under_its_own_number():
    folder = ROOT / "docs/decisions"
    written = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert re.findall(r"\]\((\d{4}-[^)]+\.md)\)", (folder / "README.md").read_text()) == written
    assert len({name[:4] for name in written}) == len(written)
    for name in written:
        text = (folder / name).read_text()
        assert text.startswith(f"# {name[:4]} "), name
        assert all(part in text for part in ("Context", "Decision", "Consequences")), name


def test_each_command_that_is_named_exists_and_runs():
    named = {name for page in PAGES for name in re.findall(r"\bscript/([a-z]+)\b(?!/)", page.read_text())}
    assert {"demo", "test", "check", "bench"} <= named
    missing = [name for name in named if not os.access(ROOT / "script" / name, os.X_OK)]
    assert missing == []


def test_the_readme_is_one_screen():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 45
