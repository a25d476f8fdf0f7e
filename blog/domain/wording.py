"""What text may be: cleaned and checked here, once, for commands and forms alike. Raises Rejected naming the field."""

import re
import unicodedata
from functools import partial

from es_core.errors import Rejected

TITLE_LENGTH = 200
DESCRIPTION_LENGTH = 500
BODY_LENGTH = 300_000
COMMENT_LENGTH = 10_000
REASON_LENGTH = 1_000
# Composing marks costs more than linear time: no line much longer than a description is looked at.
LONGEST_LOOKED_AT = 2_000

# Embeddings, overrides and isolates reach beyond their own line: a title could turn its neighbours around.
DIRECTION = "\u202a-\u202e\u2066-\u2069"
# Control characters and lone surrogates: Postgres stores neither NUL nor half a pair, readers see none of them.
CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
UNFIT_FOR_A_LINE = re.compile(f"[{CONTROL}{DIRECTION}]")
UNFIT = re.compile(f"[{CONTROL}]")
# Letters and symbols by their category, blank by their looks.
FILLERS = "\u115f\u1160\u2800\u3164\uffa0"


def one_line(text: str, *, field: str, limit: int) -> str:
    """White space of every kind becomes single spaces; direction characters are refused."""
    if len(text) > LONGEST_LOOKED_AT:
        raise _too_long(field, limit)
    line = squeezed(text)
    _refuse(UNFIT_FOR_A_LINE, line, field)
    return _measured(line, field, limit)


def squeezed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text[:LONGEST_LOOKED_AT]).split())


def many_lines(text: str, *, field: str, limit: int) -> str:
    """Line ends become newlines, nothing else changes: leading spaces and direction mean something in a body."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse(UNFIT, lines, field)
    return _measured(lines, field, limit)


title = partial(one_line, field="title", limit=TITLE_LENGTH)
description = partial(one_line, field="description", limit=DESCRIPTION_LENGTH)
body = partial(many_lines, field="body", limit=BODY_LENGTH)


def comment(text: str) -> str:
    return many_lines(text.strip(), field="body", limit=COMMENT_LENGTH)


def reason(text: str) -> str:
    """Why a moderator did something."""
    return many_lines(text.strip(), field="reason", limit=REASON_LENGTH)


def report(text: str) -> str:
    """What a reader has to say about what they report, if anything."""
    return many_lines(text.strip(), field="text", limit=REASON_LENGTH) if text.strip() else ""


def _measured(text: str, field: str, limit: int) -> str:
    if len(text) > limit:
        raise _too_long(field, limit)
    if not any(_is_visible(character) for character in text):
        raise Rejected("can't be blank", field=field)
    return text


def _refuse(unfit: re.Pattern[str], text: str, field: str) -> None:
    if found := unfit.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Rejected(f"can't contain the character U+{ord(found[0]):04X} (in line {line})", field=field)


def _too_long(field: str, limit: int) -> Rejected:
    return Rejected(f"is too long (maximum is {limit} characters)", field=field)


def _is_visible(character: str) -> bool:
    return character not in FILLERS and unicodedata.category(character)[0] not in "CZM"
