"""What a tag may be, and the one form in which it is kept."""

import re
import unicodedata
from collections.abc import Iterable

from es_core.errors import Rejected

MOST_TAGS = 20
TAG_LENGTH = 40
# Composing marks costs more than linear time: nothing much longer than a tag is looked at.
LONGEST_LOOKED_AT = 200

# Control and direction characters, invisible ones, halves of pairs. The joiners stay: Persian and emoji need them.
UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
JOINERS = "\u200c\u200d"
# Letters and symbols by their category, blank by their looks.
FILLERS = "\u115f\u1160\u2800\u3164\uffa0"


def normalise_tags(raw: Iterable[str]) -> tuple[str, ...]:
    """Compatible forms and cases made one, white space squeezed, empty and repeated ones dropped, sorted."""
    tags = sorted({_checked(tag) for tag in map(_normalised, raw) if tag})
    if len(tags) > MOST_TAGS:
        raise _refused(f"can't be more than {MOST_TAGS} tags")
    return tuple(tags)


def _normalised(tag: str) -> str:
    if len(tag) > LONGEST_LOOKED_AT:
        raise _too_long(tag)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tag).casefold())
    squeezed = " ".join(folded.split())
    return squeezed if any(map(_is_visible, squeezed)) or UNFIT.search(squeezed) else ""


def _checked(tag: str) -> str:
    """A tag is part of an address: slashes would divide it, dots alone would climb out of it."""
    if found := UNFIT.search(tag):
        raise _refused(f"can't hold the character U+{ord(found[0]):04X}")
    if "/" in tag or "\\" in tag:
        raise _refused(f"can't hold a slash: {tag}")
    if not tag.strip("."):
        raise _refused("can't be of dots alone")
    if len(tag) > TAG_LENGTH:
        raise _too_long(tag)
    return tag


def _is_visible(character: str) -> bool:
    return character not in FILLERS and unicodedata.category(character)[0] not in "CZM"


def _too_long(tag: str) -> Rejected:
    return _refused(f"can't be longer than {TAG_LENGTH} characters: {tag[:TAG_LENGTH]}…")


def _refused(reason: str) -> Rejected:
    return Rejected(reason, field="tagList")
