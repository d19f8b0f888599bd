"""A phone that fills in the form and seals it, without a browser."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import User
from mediation import intake, offline

from ..conftest import NARRATIVE


@pytest.fixture
def filled(sign, area):
    """filled(narrative=…): what the form sends, photos included; None leaves a field out."""

    def make(**changes):
        facts = {
            "kind": "in_laws", "signs": [sign("扬言").pk], "area": area.pk, "place": "3 号楼 502", "name_1": "陈阿妹", "phone_1": "13905950001",
            "narrative": NARRATIVE, "wishes": "想分开住",
        }  # fmt: skip
        return {name: value for name, value in (facts | changes).items() if value is not None}

    return make


@pytest.fixture
def seal(filled, grid_worker):
    """seal(by=…, key=…, ago=seconds, off=seconds, to=…, **fields): an envelope as the phone makes it."""

    def make(*, by=None, key=None, author=None, ago=0, off=0, to=None, **changes):
        word = author or offline.word_for(User.objects.get(pk=(by or grid_worker).pk))
        saved_at = int((time.time() - ago + off) * 1000)
        body = encode_multipart(BOUNDARY, filled(**changes))
        return offline.seal_parcel(key=key or intake.new_key(), author=word, saved_at=saved_at, type=MULTIPART_CONTENT, body=body, to=to)

    return make


@pytest.fixture
def photo(jpeg):
    return lambda: SimpleUploadedFile("photo.jpg", jpeg(64, 48), content_type="image/jpeg")
