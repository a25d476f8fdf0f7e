"""Moments as people type them; in UTC, like everything that the audit shows."""

import re
from datetime import UTC, datetime, timedelta

AGO = re.compile(r"(\d{1,6})\s*([mhdw])")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
EXAMPLES = "2026-11-25, 2026-11-25 22:00, 12h or 7d (so long ago), today, yesterday"


def moment(text: str, now: datetime) -> datetime:
    """Raises ValueError, with examples."""
    text = text.strip().lower()
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        if found := AGO.fullmatch(text):
            return now - timedelta(**{UNITS[found[2]]: int(found[1])})
        if text in ("today", "yesterday"):
            return midnight - timedelta(days=text == "yesterday")
        read = datetime.fromisoformat(text.upper())
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no time; write {EXAMPLES}") from error
