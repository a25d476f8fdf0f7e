"""Dates as people and programs write them above an article."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

UTC_NAMES = re.compile(r"\s*\b(?:Z|UTC|GMT)$", re.I)
SPACE_BEFORE_ZONE = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")
TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M%z", " %H:%M:%S%z")


def moment(written: object) -> datetime:
    """In UTC, which is also what a date without a zone is in. Raises ValueError."""
    found = _found(written)
    if found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{written} is out of range") from error


def _found(written: object) -> datetime:
    if isinstance(written, datetime):
        return written
    if isinstance(written, date):
        return datetime(written.year, written.month, written.day, tzinfo=UTC)
    if not isinstance(written, str):
        raise ValueError(f"{written} is no date")  # noqa: TRY004 - what a file says is wrong, not what a caller passes
    text = " ".join(written.split())
    return _in_numbers(SPACE_BEFORE_ZONE.sub("", UTC_NAMES.sub("+00:00", text))) or parsedate_to_datetime(text)


def _in_numbers(text: str) -> datetime | None:
    """ISO 8601 and its relatives; the e-mail form is left."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in (day + time for day in DAYS for time in TIMES):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - a date without a zone is given one by `moment`
        except ValueError:
            continue
    return None
