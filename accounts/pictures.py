"""Photos that people hand in: judged by their content, measured before they are decoded, written anew.

What comes out is a JPEG with nothing of the old file but its pixels: no place, no camera, no thumbnail, no hidden second file.
"""

import io
import struct
from contextlib import suppress

from django import forms
from PIL import Image, ImageOps

from .refusals import Refusal
from .uploads import LIMIT

PIXELS = 40_000_000
LONGEST = 2560  # pixels of the longer side afterwards: a paper can still be read
QUALITY = 82
SCANS = 60  # of a progressive JPEG; ordinary ones have about 10, a bomb has thousands
FORMATS = ("JPEG", "PNG", "WEBP")
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


class PictureRefused(Refusal):
    sentence = "这个文件不是照片。请换一张 JPG、PNG 或 WEBP 格式的照片。"


class PictureTooLarge(PictureRefused):
    sentence = "照片太大了，一张要小于 20 MB。请换一张，或用手机的相册把它改小。"


class TooManyPixels(PictureRefused):
    sentence = "照片的尺寸太大了，一张最多 4000 万像素。请用普通拍照模式再拍一张，或截一张图。"


class PhoneFormat(PictureRefused):
    sentence = "这张照片是手机的 HEIC 格式，这里还看不了。请在手机的相机设置里选“兼容性最佳”再拍，或截一张图交上来。"


class PictureBroken(PictureRefused):
    sentence = "这张照片打不开，可能没有传完。请再选一次，或换一张。"


def rewrite(upload):
    """Return (jpeg, width, height) of an uploaded file, upright, at most LONGEST pixels long. Raises a PictureRefused."""
    if upload.size >= LIMIT:
        raise PictureTooLarge
    data = upload.read()
    if not data:
        raise PictureBroken
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        raise PhoneFormat
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > SCANS:
        raise PictureRefused
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS:
                raise TooManyPixels
            return _written_anew(picture)
    except Image.DecompressionBombError:
        raise TooManyPixels from None
    except Image.UnidentifiedImageError:
        raise PictureRefused from None
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error, OverflowError):
        raise PictureBroken from None  # what Pillow's decoders raise on a file that lies about itself


def _written_anew(picture):
    picture.draft("RGB", (LONGEST, LONGEST))  # a JPEG is decoded at the size that is needed
    turned = picture
    with suppress(OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error):
        turned = ImageOps.exif_transpose(picture)  # a broken EXIF block is no reason to refuse the photo
    turned.thumbnail((LONGEST, LONGEST))
    if turned.mode not in ("RGB", "L"):
        turned = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
    # A new canvas takes the pixels alone: Pillow would carry comments and profiles over.
    clean = Image.new("RGB", turned.size, "white")
    clean.paste(turned, mask=turned if turned.mode == "RGBA" else None)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue(), clean.width, clean.height


class PicturesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several photos of one form field; cleaned they are a list of (jpeg, width, height)."""

    widget = PicturesInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def __init__(self, *, most, **kwargs):
        super().__init__(required=False, **kwargs)
        self.most = most

    def clean(self, data, initial=None):
        uploads = [upload for upload in data or [] if upload]
        if len(uploads) > self.most:
            raise forms.ValidationError(f"最多 {self.most} 张照片，现在选了 {len(uploads)} 张。请留下最要紧的。", code="many")
        pictures = []
        for position, upload in enumerate(uploads, 1):
            try:
                pictures.append(rewrite(upload))
            except PictureRefused as refusal:
                where = f"第 {position} 张：" if len(uploads) > 1 else ""
                raise forms.ValidationError(where + str(refusal), code="picture") from None
        return pictures


class PictureField(forms.FileField):
    """One photo; cleaned it is (jpeg, width, height), or None."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data, initial=None):
        if not data:
            if self.required:
                raise forms.ValidationError("还没有选照片，请选一张。", code="required")
            return None
        try:
            return rewrite(data)
        except PictureRefused as refusal:
            raise forms.ValidationError(str(refusal), code="picture") from None
