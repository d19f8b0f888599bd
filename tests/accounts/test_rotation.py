"""Rotation: everything is sealed anew and found again, also after a SIGKILL; a lost or wrong key changes nothing and says so."""

import os
import signal
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from accounts import crypto, guardians, second_factor
from accounts.models import Guardianship, KeyMark, User
from accounts.rotation import marks, sealing
from mediation import intake
from mediation.models import Case, Party, Pin
from mediation.secrecy import pins
from tests.servers import ROOT, Portal

NEW, OTHER = {"new": b"n" * 32}, {"new": b"o" * 32}


@pytest.fixture
def told(area, make_user, mother, daughter):
    """Something in each kind of cell."""
    daughter.health_note = "花生过敏"
    daughter.save()
    second_factor.enrol_totp(mother)
    narrative = {"kind": "couple", "narrative": "两口子吵架。", "parties": [intake.Person(name="张三", phone="13905950001")]}
    worker = make_user("蔡志强")
    from accounts.models import Post

    Post.objects.create(user=worker, role="grid_worker", area=area)
    case = intake.report(by=worker, area=area, key=intake.new_key(), **narrative)
    guardians.invite(members=[daughter], phone="+8613800009999", relation="father", shares="bookings", by=mother)
    with pytest.raises(pins.WrongPin):
        pins.check(user=mother, pin="000001")
    return case


def test_all_cells_go_over_to_the_new_key_and_the_old_one_may_go(told, daughter, mother, settings, capsys):
    marks.prove()
    old = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = NEW | old
    marks.prove()
    call_command("rotate_keys")
    said = capsys.readouterr().out
    assert "needed no more: test" in said
    settings.ENCRYPTION_KEYS = NEW
    marks.prove()
    assert Case.objects.get(pk=told.pk).narrative == "两口子吵架。"
    daughter.refresh_from_db()
    assert daughter.health_note == "花生过敏"
    assert Guardianship.objects.get().phone == "+8613800009999"
    assert second_factor.enrol_totp(mother)
    call_command("rotate_keys")
    assert capsys.readouterr().out == "0 sealed anew, 0 fingerprints anew\n"


def test_a_new_index_key_finds_everything_again(told, mother, settings):
    marks.prove()
    code = crypto.fingerprint("4000123412341234", purpose="code")
    settings.INDEX_KEYS = {"later": b"i" * 32} | settings.INDEX_KEYS
    settings.INDEX_KEY = b"i" * 32
    with pytest.raises(marks.WrongKeys, match="rotate_keys"):
        marks.prove()  # nobody serves while half of it cannot be found
    call_command("rotate_keys")
    marks.prove()
    assert [party.name for party in Party.objects.known_as(phone="13905950001")] == ["张三"]
    assert Pin.objects.get(whose=pins.print_of(mother)).wrong == 1
    assert code in crypto.fingerprints("4000123412341234", purpose="code")


@pytest.mark.parametrize(("ring", "said"), [(NEW, "打不开"), ({"test": b"w" * 32}, "对不上"), ({"new": b"n" * 32, "test": b"w" * 32}, "对不上")])
def test_a_lost_or_wrong_key_is_refused_and_nothing_is_written(told, settings, ring, said):
    marks.prove()
    before = snapshot()
    settings.ENCRYPTION_KEYS = ring
    with pytest.raises(marks.WrongKeys):
        marks.prove()
    with pytest.raises(CommandError, match=said):
        call_command("rotate_keys")
    assert snapshot() == before


def test_the_first_start_beside_wrong_keys_is_refused(told, settings):
    settings.ENCRYPTION_KEYS = OTHER
    with pytest.raises(marks.WrongKeys):
        marks.prove()
    assert not KeyMark.objects.exists()


IN_CLEAR = {"FormTemplate.content"}  # an office's blank form


def test_every_column_of_bytes_is_either_the_rings_or_a_data_keys():
    """A new sealed column is found by itself; one that is neither must be told to rotation."""
    from django.apps import apps
    from django.db import models

    found = set(sealing.columns())
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.BinaryField) and (model, field) not in found:
                assert hasattr(model, "data_key") or f"{model.__name__}.{field.name}" in IN_CLEAR


def snapshot():
    rows = [*User.objects.values(), *Case.objects.values(), *Guardianship.objects.values(), *KeyMark.objects.values()]
    return [{name: bytes(value) if isinstance(value, memoryview | bytes) else value for name, value in row.items()} for row in rows]


# --- killed in the middle, as an operator runs it ---------------------------------------------------

MANY = 300


def fill():
    """Seal many cells with the key of this portal (runs inside it)."""
    from datetime import date

    from accounts.models import FamilyMember, User

    people = User.objects.bulk_create([User(phone=f"+86137{n:08d}", name=f"人{n}") for n in range(MANY)])
    FamilyMember.objects.bulk_create(
        [FamilyMember(guardian=user, name="小满", relation="daughter", born_on=date(2018, 5, 1), health_note=f"过敏{n}") for n, user in enumerate(people)]
    )
    return MANY


def keys():
    """Return how many cells each key has sealed, and whether all open (runs inside a portal)."""
    from collections import Counter

    from accounts.models import FamilyMember

    counted = Counter()
    for member in FamilyMember.objects.filter(health_note__isnull=False):
        cell = bytes(member.__dict__["health_note"])
        counted[cell[1 : 1 + cell[0]].decode()] += 1
        assert member.health_note.startswith("过敏")
    return counted


def die_after(cells):
    """Rotate, and end by SIGKILL when so many cells were worked out (runs inside a portal)."""
    from accounts.rotation import sealing

    anew, left = sealing._anew, [cells]

    def counted(cell, place):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return anew(cell, place)

    sealing._anew = counted
    call_command("rotate_keys")


def start_with(portal, ring):
    """Return (exit code, what it said) of a web process with this ring."""
    env = portal.env | {"ENCRYPTION_KEYS": ring}
    done = subprocess.run([sys.executable, "-c", "import fuliancenter.wsgi"], env=env, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    return done.returncode, done.stderr


@pytest.mark.race
def test_killed_in_a_batch_it_goes_on_and_a_start_without_the_old_key_is_refused():
    new = "new:bm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm4="
    with Portal() as portal:
        portal.call(fill)
        old = portal.env["ENCRYPTION_KEYS"]
        portal.env["ENCRYPTION_KEYS"] = f"{new},{old}"
        with pytest.raises(subprocess.CalledProcessError) as killed:
            portal.call(die_after, cells=MANY + 130)  # every cell was looked at once; then it died in the second batch of the writing
        assert killed.value.returncode == -signal.SIGKILL
        assert portal.call(keys) == {"new": 100, "test": MANY - 100}  # whole batches, and each cell opens
        code, said = start_with(portal, new)
        assert (code, said.startswith("启动停止：ENCRYPTION_KEYS 里没有密钥 test")) == (1, True)
        assert f"{MANY - 100} sealed anew" in portal.manage("rotate_keys")
        assert portal.call(keys) == {"new": MANY}
        assert start_with(portal, new)[0] == 0
        code, said = start_with(portal, old)
        assert (code, said.startswith("启动停止：ENCRYPTION_KEYS 里没有密钥 new")) == (1, True)
