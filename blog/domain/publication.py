"""When an article may appear: now, or within two years."""

from datetime import datetime, timedelta

from es_core.errors import Rejected

FIELD = "publish_on"
FURTHEST = timedelta(days=2 * 366)
# Fields for moments know no seconds: the minute that runs is now, not past.
MINUTE = timedelta(minutes=1)


def due_moment(publish_on: datetime | None, now: datetime) -> datetime | None:
    """The moment to wait for; None to publish at once. Raises Rejected naming the field."""
    if publish_on is None:
        return None
    if publish_on.tzinfo is None:
        raise Rejected("needs a time zone", field=FIELD)
    if publish_on <= now - MINUTE:
        raise Rejected("is in the past (leave it empty to publish now)", field=FIELD)
    if publish_on > now + FURTHEST:
        raise Rejected("is more than two years ahead", field=FIELD)
    return publish_on if publish_on > now else None
