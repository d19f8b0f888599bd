"""Photos: judged by what they are, measured before they are decoded, written anew without place or camera."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts import pictures
from accounts.uploads import LIMIT
from mediation.models import Evidence

PLACE = b"GPSPLACE-118.5894"


def upload(data, name="IMG_20261124.jpg"):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def with_place(jpeg):
    """Return a photo with GPS, a maker's name, a comment and a picture of before."""
    exif = Image.Exif()
    exif[0x010F] = "Huawei-of-Chen"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (24.0, 54.0, 30.0), 3: "E", 4: (118.0, 35.0, 20.0), 29: PLACE.decode()})
    data = jpeg(640, 480, exif=exif)
    comment = b"comment: house 3, flat 502"
    return data[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + data[2:]


def png_of(width, height):
    """Return a PNG whose head claims a size and whose body is next to nothing: a bomb."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def test_place_camera_and_comment_are_gone(jpeg):
    before = with_place(jpeg)
    assert PLACE in before
    after, width, height = pictures.rewrite(upload(before))
    assert (width, height) == (480, 640)  # upright, as it was held
    for trace in (PLACE, b"Huawei", b"Exif", b"comment", b"http://ns.adobe.com"):
        assert trace not in after
    with Image.open(io.BytesIO(after)) as picture:
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_hangs_behind_the_photo_is_gone(jpeg):
    after, _, _ = pictures.rewrite(upload(jpeg() + b"PK\x03\x04 a whole archive <script>"))
    assert b"archive" not in after


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_what_phones_make_is_taken_whatever_its_name(jpeg, kind):
    after, width, height = pictures.rewrite(upload(jpeg(300, 200, kind=kind), "照片.docx"))
    assert after.startswith(b"\xff\xd8\xff")
    assert (width, height) == (300, 200)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "CMYK", "L", "1", "I;16"])
def test_every_way_to_keep_colours_ends_as_a_photo(mode):
    out = io.BytesIO()
    source = Image.new("RGB", (50, 40), "red")
    picture = Image.new("I;16", (50, 40)) if mode == "I;16" else source.convert("L").convert(mode) if mode in ("LA", "1") else source.convert(mode)
    picture.save(out, "JPEG" if mode == "CMYK" else "PNG")
    after, *size = pictures.rewrite(upload(out.getvalue()))
    with Image.open(io.BytesIO(after)) as seen:
        assert (seen.format, seen.mode, list(seen.size)) == ("JPEG", "RGB", size)


def test_a_large_photo_becomes_small_enough_to_keep(jpeg):
    after, width, height = pictures.rewrite(upload(jpeg(6000, 4000)))
    assert max(width, height) == 2560
    assert len(after) < 3_000_000


def test_a_picture_of_fifty_thousand_by_fifty_thousand_is_not_decoded():
    with pytest.raises(pictures.TooManyPixels, match="4000 万像素"):
        pictures.rewrite(upload(png_of(50_000, 50_000)))


def test_just_over_forty_million_pixels_is_refused_just_under_is_looked_at():
    with pytest.raises(pictures.TooManyPixels):
        pictures.rewrite(upload(png_of(8000, 5001)))
    with pytest.raises(pictures.PictureBroken):
        pictures.rewrite(upload(png_of(8000, 5000)))


def test_twenty_megabytes_are_too_large(jpeg):
    with pytest.raises(pictures.PictureTooLarge, match="照片太大了"):
        pictures.rewrite(upload(jpeg() + b"\0" * LIMIT))


HEIC = b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + b"\0" * 100
NONE_OF_THEM = {
    "words": "这不是照片".encode(),
    "page": b"<!doctype html><script>alert(1)</script>",
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "program": b"\x7fELF" + b"\0" * 200,
    "archive": b"PK\x03\x04" + b"\0" * 200,
    "film of pictures": b"GIF89a\x01\0\x01\0\0\0\0;",
    "paper": b"%PDF-1.7",
}


@pytest.mark.parametrize("what", NONE_OF_THEM)
def test_what_is_no_photo_is_told_so(what):
    with pytest.raises(pictures.PictureRefused, match="不是照片"):
        pictures.rewrite(upload(NONE_OF_THEM[what]))


def test_a_phone_format_is_told_how_to_do_it():
    with pytest.raises(pictures.PhoneFormat, match="HEIC"):
        pictures.rewrite(upload(HEIC))


@pytest.mark.parametrize("part", [0, 3, 200, 2000])
def test_half_a_photo_is_told(jpeg, part):
    with pytest.raises(pictures.PictureRefused):
        pictures.rewrite(upload(jpeg()[:part]))


def test_a_jpeg_of_a_thousand_scans_is_refused(jpeg):
    with pytest.raises(pictures.PictureRefused):
        pictures.rewrite(upload(jpeg() + b"\xff\xda" * 1000))


def test_on_the_disk_lies_nothing_that_can_be_read(report, jpeg, media):
    jpg, *size = pictures.rewrite(upload(jpeg()))
    case = report(pictures=[(jpg, *size)])
    (path,) = [path for path in media.rglob("*") if path.is_file()]
    stored = path.read_bytes()
    assert jpg[:40] not in stored
    assert b"JFIF" not in stored
    assert case.number not in str(path)
    assert "IMG" not in str(path)
    assert path.stat().st_mode & 0o077 == 0
    assert Evidence.objects.get().open() == jpg
    with pytest.raises(OSError, match="cannot identify"):
        Image.open(path)


def test_a_file_moved_to_another_photo_does_not_open(report, jpeg, media):
    from accounts.crypto import CannotOpen

    report(pictures=[(jpeg(), 640, 480), (jpeg(320, 240), 320, 240)])
    one, other = Evidence.objects.all()
    (media / one.file).replace(media / other.file)
    with pytest.raises(CannotOpen):
        Evidence.objects.get(pk=other.pk).open()
