"""Personal values in an everlasting log: sealed with a key per person, found again by a keyed hash."""

import base64
import hashlib
import hmac
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from es_core.models import SubjectKey

NONCE_BYTES = 12
PREFIX = "sealed1"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Stands where a value was whose key is gone."""

    def __str__(self) -> str:
        return "(forgotten)"


FORGOTTEN: Final = Forgotten()


def seal(subject_id: UUID, text: str) -> str:
    """`sealed1.<key id>.<nonce and AES-256-GCM ciphertext, base64>`. Makes the subject's key when there is none."""
    key = SubjectKey.objects.filter(subject_id=subject_id).order_by("-created_at").first() or _new_key(subject_id)
    nonce = os.urandom(NONCE_BYTES)
    box = nonce + AESGCM(unwrap(key)).encrypt(nonce, text.encode(), key.id.bytes)
    return f"{PREFIX}.{key.id}.{base64.urlsafe_b64encode(box).decode()}"


def unseal(sealed: str) -> str | Forgotten:
    return unseal_many([sealed])[0]


def unseal_many(sealed: Sequence[str]) -> list[str | Forgotten]:
    """In the order given, with one query for all keys. Raises cryptography's InvalidTag for a forged text."""
    keys = SubjectKey.objects.in_bulk({_key_id(each) for each in sealed})
    return [_open(keys.get(_key_id(each)), each) for each in sealed]


def blind(scope: str, text: str) -> str:
    """A keyed hash that stands for a personal value where equal ones must meet: the key of its claim."""
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    key = base64.b64decode(settings.BLIND_INDEX_KEY)
    return hmac.new(key, f"{scope}:{folded}".encode(), hashlib.sha256).hexdigest()


def _open(key: SubjectKey | None, sealed: str) -> str | Forgotten:
    if key is None:
        return FORGOTTEN
    box = base64.urlsafe_b64decode(sealed.rsplit(".", 1)[1])
    return AESGCM(unwrap(key)).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], key.id.bytes).decode()


def _key_id(sealed: str) -> UUID:
    return UUID(sealed.split(".", 2)[1])


def _new_key(subject_id: UUID) -> SubjectKey:
    key_id = uuid4()
    wrapped = wrap(key_id, AESGCM.generate_key(256))
    return SubjectKey.objects.create(id=key_id, subject_id=subject_id, wrapped=wrapped)


def wrap(key_id: UUID, key: bytes) -> bytes:
    """As `SubjectKey.wrapped` keeps it: only with this site's KEY_ENCRYPTION_KEY it opens again."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _wrapper().encrypt(nonce, key, key_id.bytes)


def unwrap(key: SubjectKey) -> bytes:
    """Raises cryptography's InvalidTag for a key that another site wrapped."""
    wrapped = bytes(key.wrapped)
    return _wrapper().decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key.id.bytes)


def _wrapper() -> AESGCM:
    return AESGCM(base64.b64decode(settings.KEY_ENCRYPTION_KEY))
