"""Limits of free text, in the words that forms and the API share."""

import re

from es_core.errors import Rejected

# Why a moderator did something: a few sentences.
MAX_REASON = 1_000
# Neither can be stored: Postgres refuses NUL, UTF-8 has no lone surrogates.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def no_longer_than(maximum: int, text: str, *, field: str) -> str:
    if len(text) > maximum:
        raise Rejected(f"is too long (maximum is {maximum} characters)", field=field)
    return text


def optional(maximum: int, text: str | None, *, field: str) -> str | None:
    """A text that may be missing; an empty one is the same as none. Raises Rejected."""
    if not text:
        return None
    if UNSTORABLE.search(text):
        raise Rejected("can't contain null or broken characters", field=field)
    return no_longer_than(maximum, text, field=field)


def needed(maximum: int, text: str, *, field: str) -> str:
    """A text that has to be there, trimmed, with line ends as newlines. Raises Rejected."""
    found = optional(maximum, text.replace("\r\n", "\n").strip(), field=field)
    if found is None:
        raise Rejected("can't be blank", field=field)
    return found
