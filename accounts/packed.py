"""Office files are zips: looked at before anything opens them, for a small one can unpack to gigabytes.

Members, their sizes as the zip itself says them (readers take no byte more than that), the ratio; a document type is refused.
"""

import zipfile
import zlib

MEMBERS = 300
UNPACKED = 20 * 1000 * 1000  # bytes in all
RATIO, SMALL = 200, 1000 * 1000  # a member may be packed this tightly once it is larger than SMALL


def check(file, *, needed, not_one, too_big):
    """Judge a zip by its list of members. Raises `not_one` when it is no such file (the member `needed` is lacking), `too_big`."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
            if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
                raise too_big
            for member in members:
                if member.flag_bits & 1:  # locked with a password
                    raise not_one
                if member.file_size > SMALL and member.file_size > RATIO * max(member.compress_size, 1):
                    raise too_big
                with packed.open(member) as part:
                    if b"<!DOCTYPE" in part.read(2048).upper():
                        raise not_one
            if needed not in packed.namelist():
                raise not_one
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError, RuntimeError, zlib.error):
        raise not_one from None
