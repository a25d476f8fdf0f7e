"""Addresses made of titles: readable, in the title's own script, fit for one part of a path."""

import re
import unicodedata
from uuid import UUID, uuid4

SLUG_LENGTH = 80
FALLBACK = "article"
RESERVED = {"feed"}  # the API's list of a reader's own feed lives where an article of this name would
# Composing marks costs more than linear time, and no title is longer.
LONGEST_LOOKED_AT = 400

APOSTROPHES = "'\u2018\u2019\u02bc"


def slugify(title: str) -> str:
    """At most 80 characters, never empty, never a reserved word."""
    slug = hyphenated(title, SLUG_LENGTH) or FALLBACK
    return f"{slug}-{FALLBACK}" if slug in RESERVED else slug


def slug_with_suffix(slug: str, article_id: UUID | None = None) -> str:
    """For an address that is taken. The suffix is the end of the article's id, its random part; without one, chance."""
    suffix = (article_id or uuid4()).hex[-8:]
    return f"{_shortened(slug, SLUG_LENGTH - len(suffix) - 1)}-{suffix}"


def hyphenated(text: str, limit: int) -> str:
    """The words in lower case with hyphens between: Latin letters without their accents, other scripts as they are."""
    composed = unicodedata.normalize("NFKC", text[:LONGEST_LOOKED_AT])
    words = re.sub(r"\s+", " ", "".join(_spelled(composed)).lower())
    return _shortened(unicodedata.normalize("NFC", words.strip().replace(" ", "-")), limit)


def _spelled(text: str) -> list[str]:
    """Each character as it stands in an address; what is no letter or digit parts words."""
    spelled: list[str] = []
    for character in text:
        marks_a_letter = unicodedata.category(character)[0] == "M"
        if marks_a_letter and spelled and not spelled[-1].isascii():
            spelled.append(character)
        elif not marks_a_letter and not _is_dropped(character):
            spelled.append(_plain(character))
    return spelled


def _plain(character: str) -> str:
    base = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    if base.isalnum():
        return base
    return character if character.isalnum() else " "


def _is_dropped(character: str) -> bool:
    """Apostrophes and invisible characters stand within words."""
    return character in APOSTROPHES or unicodedata.category(character) == "Cf"


def _shortened(slug: str, limit: int) -> str:
    """Cut between words where one ends in the second half."""
    if len(slug) <= limit:
        return slug
    words, hyphen, _ = slug[: limit + 1].rpartition("-")
    return (words if hyphen and len(words) > limit // 2 else slug[:limit]).rstrip("-")
