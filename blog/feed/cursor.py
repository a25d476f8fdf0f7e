"""Where a reader of the feed stands: a position of the log that is decided, in a form that nobody is to look into."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from zlib import crc32

from es_core.errors import Rejected

VERSION = b"\x01"
LENGTH = 16  # characters: a version, seven bytes of position, four that tell a cursor from a slip of the hand
BEGINNING = "beginning"


def cursor_at(position: int) -> str:
    said = VERSION + position.to_bytes(7)
    return urlsafe_b64encode(said + crc32(said).to_bytes(4)).decode()


def position_of(cursor: str, *, field: str) -> int:
    """Raises Rejected, which names the field that it came in."""
    if cursor == BEGINNING:
        return 0
    try:
        said = urlsafe_b64decode(cursor.encode("ascii")) if len(cursor) == LENGTH else b""
    except (Error, ValueError):
        said = b""
    position = int.from_bytes(said[1:8])
    if cursor_at(position) != cursor:
        raise Rejected("is no cursor of this feed", field=field)
    return position
