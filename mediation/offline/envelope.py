"""The envelope: what a phone seals to the server's public key, so that the phone itself cannot open it again.

ECDH on P-256 with a key of one use, HKDF-SHA-256, AES-256-GCM; the whole head (key id and the one-use public key) goes into the
derivation and is authenticated, so that no part of one envelope fits another. static/grid-queue.js seals, this module opens.

The server's pair is not stored: it follows from a key of ENCRYPTION_KEYS. The first key of the ring gives the pair that phones seal
to, every key in the ring still opens; a key may leave the ring when no phone can hold a report of its time (docs/decisions/0022).

    b"G1" | 8 bytes id of the pair | 65 bytes one-use public key | 12 bytes nonce | AES-GCM of the content
    content: 4 bytes length | JSON {"key", "author", "saved_at", "type"} | a multipart body of that type
"""

import hashlib
import json
import os
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

MAGIC = b"G1"
ID, POINT, NONCE, TAG = 8, 65, 12, 16
HEAD = len(MAGIC) + ID + POINT
INFO = b"mediation.offline.envelope/1"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
MOST_FACTS = 4096  # bytes of the JSON


class CannotOpenParcel(Exception):
    """Sealed to a key that this server does not have, changed on the way, or not of our making."""


@dataclass(frozen=True)
class Content:
    """What an envelope held: the number of the press, the author's word, the phone's clock (ms), and the form as it was filled in."""

    key: str
    author: str
    saved_at: int
    type: str
    body: bytes


def public_key():
    """Return (id, point), both hex: the pair that a phone seals to now."""
    private = _pair(next(iter(settings.ENCRYPTION_KEYS.values())))
    point = _point(private)
    return _id(point).hex(), point.hex()


def open_parcel(blob):
    """Return the Content of an envelope (bytes). Raises CannotOpenParcel."""
    if len(blob) < HEAD + NONCE + TAG or not blob.startswith(MAGIC):
        raise CannotOpenParcel("no envelope")
    head, nonce, sealed = blob[:HEAD], blob[HEAD : HEAD + NONCE], blob[HEAD + NONCE :]
    wanted = head[len(MAGIC) : len(MAGIC) + ID]
    private = next((pair for pair in map(_pair, settings.ENCRYPTION_KEYS.values()) if _id(_point(pair)) == wanted), None)
    if private is None:
        raise CannotOpenParcel("no such key")
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), head[-POINT:])
        plain = AESGCM(_derive(private.exchange(ec.ECDH(), theirs), head)).decrypt(nonce, sealed, head)
    except (InvalidTag, ValueError):
        raise CannotOpenParcel("changed or swapped") from None
    return _content(plain)


def seal_parcel(*, key, author, saved_at, type, body, to=None):
    """Return the envelope as a phone makes it: for tests and the demo. `to` is (id, point) in hex, as public_key() gives it."""
    number, point = (bytes.fromhex(part) for part in to or public_key())
    once = ec.generate_private_key(ec.SECP256R1())
    head = MAGIC + number + _point(once)
    shared = once.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
    facts = json.dumps({"key": key, "author": author, "saved_at": saved_at, "type": type}).encode()
    nonce = os.urandom(NONCE)
    return head + nonce + AESGCM(_derive(shared, head)).encrypt(nonce, len(facts).to_bytes(4) + facts + body, head)


def _content(plain):
    size = int.from_bytes(plain[:4])
    try:
        facts = json.loads(plain[4 : 4 + size]) if 0 < size <= MOST_FACTS else None
        found = Content(facts["key"], facts["author"], facts["saved_at"], facts["type"], plain[4 + size :])
    except (ValueError, TypeError, KeyError):
        raise CannotOpenParcel("not of our making") from None
    strings = (found.key, found.author, found.type)
    if not all(isinstance(text, str) for text in strings) or not isinstance(found.saved_at, int) or isinstance(found.saved_at, bool):
        raise CannotOpenParcel("not of our making")
    if not (len(found.key) == 32 and found.key.isascii() and found.key.isalnum() and found.type.startswith("multipart/form-data")):
        raise CannotOpenParcel("not of our making")
    return found


def _derive(shared, head):
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=head, info=INFO).derive(shared)


@lru_cache(maxsize=16)
def _pair(secret):
    """Return the private key that follows from one key of the ring."""
    wide = HKDF(algorithm=hashes.SHA256(), length=48, salt=None, info=b"mediation.offline.pair/1").derive(secret)
    return ec.derive_private_key(int.from_bytes(wide) % (ORDER - 1) + 1, ec.SECP256R1())


def _point(private):
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _id(point):
    return hashlib.sha256(point).digest()[:ID]
