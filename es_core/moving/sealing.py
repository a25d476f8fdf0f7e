"""A passphrase becomes a key, the key seals texts: scrypt and AES-256-GCM."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from es_core.moving.problems import Unusable

COST, BLOCK, LANES = 2**16, 8, 1  # 64 MB and about a fifth of a second for each guess
SALT_BYTES, NONCE_BYTES = 16, 12
CHECKED = "this passphrase is the right one"


class Box:
    """Sealed texts are bound to their place: one put into another place does not open."""

    def __init__(self, passphrase: str, salt: bytes | None = None) -> None:
        self.salt = salt or os.urandom(SALT_BYTES)
        derived = Scrypt(salt=self.salt, length=32, n=COST, r=BLOCK, p=LANES).derive(passphrase.encode())
        self._cipher = AESGCM(derived)

    def seal(self, place: str, text: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), place.encode())).decode()

    def open(self, place: str, sealed: str) -> str:
        """Raises InvalidTag."""
        box = base64.b64decode(sealed)
        if base64.b64encode(box).decode() != sealed:  # the last letter may stand for bits that nobody reads
            raise InvalidTag
        return self._cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place.encode()).decode()


def opened(passphrase: str, salt: str, check: str) -> Box:
    """The box of a file. Raises Unusable for another passphrase."""
    box = Box(passphrase, base64.b64decode(salt))
    try:
        box.open("check", check)
    except InvalidTag:
        raise Unusable("wrong passphrase: the secrets in this file were sealed with another one") from None
    return box
