"""Every word that staff read is ours."""

import gettext
import re
from pathlib import Path

from django.conf import settings

WORDS = Path(settings.BASE_DIR) / "locale" / "zh_Hans" / "LC_MESSAGES"
ENTRY = re.compile(r'^msgid "(.+)"\n(?:msgid_plural ".+"\n)?msgstr(?:\[0\])? "(.+)"$', re.M)


def test_the_compiled_words_are_those_that_are_written():
    with (WORDS / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    written = [(key.replace('\\"', '"'), value) for key, value in ENTRY.findall((WORDS / "django.po").read_text(encoding="utf-8"))]
    assert len(written) > 50
    assert all(compiled.get(key) == value or compiled.get((key, 0)) == value for key, value in written)


def test_icons_that_pages_name_are_drawn():
    sprite = (Path(settings.BASE_DIR) / "static" / "sprite.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'id="i-([a-z]+)"', sprite))
    pages = " ".join(path.read_text(encoding="utf-8") for path in (Path(settings.BASE_DIR) / "templates" / "admin").rglob("*.html"))
    named = set(re.findall(r'{% icon "([a-z]+)"', pages)) - {"mark"}
    from fuliancenter.staff_menu import GROUPS

    named |= {icon for _, items in GROUPS for _, icon, _ in items}
    assert named <= drawn
