"""Where a list goes on: opaque to programs, a place among articles to us."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from blog.queries import Place
from es_core.errors import Rejected

BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
WRITTEN = re.compile(rb"1:(-?[0-9]{1,18}):([0-9]{1,19})")  # version, microseconds, position
LARGEST_POSITION = 2**63 - 1


def cursor_of(place: Place) -> str:
    moment = (place.published_at - BEGIN) // timedelta(microseconds=1)
    return urlsafe_b64encode(f"1:{moment}:{place.position}".encode()).decode().rstrip("=")


def place_of(cursor: str) -> Place | None:
    """None for the empty one, which begins at the top. Raises Rejected."""
    if not cursor:
        return None
    try:
        written = WRITTEN.fullmatch(urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
        place = Place(BEGIN + timedelta(microseconds=int(written[1])), int(written[2])) if written else None
    except (ValueError, OverflowError):  # no base64, no date of ours
        place = None
    if place is None or place.position > LARGEST_POSITION or cursor_of(place) != cursor:
        raise Rejected("is none of ours", field="cursor")
    return place
