"""Personal values in an everlasting log: sealed with a key per person, found again by a keyed hash."""

import base64
import hashlib
import hmac
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from es_core.models import SubjectKey

NONCE_BYTES = 12
PREFIX = "sealed1"
SHAPE = re.compile(rf"{PREFIX}\.[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}\.\S*")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Stands where a value was whose key is gone."""

    def __str__(self) -> str:
        return "(forgotten)"


FORGOTTEN: Final = Forgotten()


def seal(subject_id: UUID, text: str, new_keys: list[SubjectKey] | None = None) -> str:
    """`sealed1.<key id>.<nonce and AES-256-GCM ciphertext, base64>`, with the subject's newest key.

    A subject without a key gets one: stored at once, or put into `new_keys` for whoever stores it in the transaction
    that keeps what it sealed; so a refused command leaves no key, and a forgotten subject gets none.
    """
    key = _newest_key(subject_id, new_keys or ()) or _first_key(subject_id, new_keys)
    nonce = os.urandom(NONCE_BYTES)
    box = nonce + AESGCM(unwrap(key)).encrypt(nonce, text.encode(), key.id.bytes)
    return f"{PREFIX}.{key.id}.{base64.urlsafe_b64encode(box).decode()}"


def store(new_keys: Sequence[SubjectKey]) -> None:
    SubjectKey.objects.bulk_create(new_keys)


def unseal(sealed: str) -> str | Forgotten:
    return unseal_many([sealed])[0]


def unseal_many(sealed: Sequence[str], *, only: UUID | None = None) -> list[str | Forgotten]:
    """In the order given, with one query for all keys; with `only`, others' than that subject's count as forgotten.

    Raises cryptography's InvalidTag for a forged text.
    """
    mine = SubjectKey.objects.all() if only is None else SubjectKey.objects.filter(subject_id=only)
    keys = mine.in_bulk({_key_id(each) for each in sealed})
    return [_open(keys.get(_key_id(each)), each) for each in sealed]


def is_sealed(value: object) -> bool:
    """Whether it has the shape, all of it: anybody may begin a title with the same letters."""
    return isinstance(value, str) and SHAPE.fullmatch(value) is not None


def blind(scope: str, text: str) -> str:
    """A keyed hash that stands for a personal value where equal ones must meet: the key of its claim."""
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    key = base64.b64decode(settings.BLIND_INDEX_KEY)
    return hmac.new(key, f"{scope}:{folded}".encode(), hashlib.sha256).hexdigest()


def new_key(subject_id: UUID) -> SubjectKey:
    """Not stored yet."""
    key = SubjectKey(id=uuid4(), subject_id=subject_id)
    key.wrapped = wrap(key.id, AESGCM.generate_key(256))
    return key


def unwrap(key: SubjectKey) -> bytes:
    """While two key-encryption keys are set, either may have wrapped it. Raises InvalidTag when none did."""
    for wrapper in _wrappers():
        with suppress(InvalidTag):
            return _unwrap_by(wrapper, key)
    raise InvalidTag


def rewrapped(key: SubjectKey) -> bytes | None:
    """What `key.wrapped` has to become; None if the present key-encryption key wrapped it. Raises InvalidTag."""
    try:
        _unwrap_by(next(_wrappers()), key)
    except InvalidTag:
        return wrap(key.id, unwrap(key))
    return None


def _open(key: SubjectKey | None, sealed: str) -> str | Forgotten:
    if key is None:
        return FORGOTTEN
    box = base64.urlsafe_b64decode(sealed.rsplit(".", 1)[1])
    return AESGCM(unwrap(key)).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], key.id.bytes).decode()


def _key_id(sealed: str) -> UUID:
    return UUID(sealed.split(".", 2)[1])


def _newest_key(subject_id: UUID, new_keys: Sequence[SubjectKey]) -> SubjectKey | None:
    unstored = [each for each in new_keys if each.subject_id == subject_id]
    return unstored[-1] if unstored else SubjectKey.objects.filter(subject_id=subject_id).order_by("created_at").last()


def _first_key(subject_id: UUID, new_keys: list[SubjectKey] | None) -> SubjectKey:
    key = new_key(subject_id)
    if new_keys is None:
        store([key])
    else:
        new_keys.append(key)
    return key


def wrap(key_id: UUID, data_key: bytes) -> bytes:
    """As `SubjectKey.wrapped` keeps it: only with this site's KEY_ENCRYPTION_KEY it opens again."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + next(_wrappers()).encrypt(nonce, data_key, key_id.bytes)


def _unwrap_by(wrapper: AESGCM, key: SubjectKey) -> bytes:
    wrapped = bytes(key.wrapped)
    return wrapper.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key.id.bytes)


def _wrappers() -> Iterator[AESGCM]:
    """The present one first: it wraps. The old one is set while keys are moved from it to the present one."""
    for given in (settings.KEY_ENCRYPTION_KEY, getattr(settings, "OLD_KEY_ENCRYPTION_KEY", "")):
        if given:
            yield AESGCM(base64.b64decode(given))
