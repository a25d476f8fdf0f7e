"""`{% changes theirs yours as pieces %}`: two versions of a text as pieces of (kind, text), one beside the other."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django import template

register = template.Library()

Piece = tuple[str, str]  # kind: "both", "theirs" or "yours"

# Comparing grows with the square or worse (a second at this size, at worst): longer texts are compared by lines, and
# the longest not at all.
MOST_PARTS = 1_500
WORD_ENDS, LINE_ENDS, TEXT_END = r"(?<=\s)(?=\S)", r"(?<=\n)(?=[^\n])", r"\Z"


@register.simple_tag
def changes(theirs: str | None, yours: str | None) -> list[Piece]:
    """Line ends as browsers send them do not count as a change."""
    old, new = (re.sub(r"\r\n?", "\n", text or "") for text in (theirs, yours))
    return list(_pieces(*_parts(old, new)))


def _parts(theirs: str, yours: str) -> tuple[list[str], list[str]]:
    for ends in (WORD_ENDS, LINE_ENDS, TEXT_END):
        parts = re.split(ends, theirs), re.split(ends, yours)
        if len(parts[0]) + len(parts[1]) <= MOST_PARTS:
            break
    return parts


def _pieces(theirs: list[str], yours: list[str]) -> Iterator[Piece]:
    for kind, i, j, k, m in SequenceMatcher(None, theirs, yours).get_opcodes():
        if kind == "equal":
            yield "both", "".join(theirs[i:j])
            continue
        if j > i:
            yield "theirs", "".join(theirs[i:j])
        if m > k:
            yield "yours", "".join(yours[k:m])
