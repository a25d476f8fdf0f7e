"""Where links and pictures may lead, and how much of it one document may hold."""

import re
from collections.abc import Iterator

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

SCHEMES = {"http", "https", "mailto"}
SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.I)

# One long definition used by thousands of short references would grow without bound.
MOST_ADDRESSES = 1_000_000  # characters of all addresses and titles together
# Each opening bracket makes the parser look for its end.
MOST_BRACKETS = 10_000
# Behind pairs of backslashes, which are backslashes; behind an odd one it is text already.
UNESCAPED_BRACKET = re.compile(r"(?<!\\)((?:\\\\)*)\[")


def is_allowed(url: str) -> bool:
    """A known scheme, or none: places on this site and on this page."""
    scheme = SCHEME.match(url)
    return scheme is None or scheme[1].lower() in SCHEMES


def limit_brackets(state: StateCore) -> None:
    """In the paragraphs past the limit they are text."""
    left = MOST_BRACKETS
    for block in state.tokens:
        left -= block.content.count("[") if block.type == "inline" else 0
        if left < 0:
            block.content = UNESCAPED_BRACKET.sub(r"\1\\[", block.content)


def limit_links(state: StateCore) -> None:
    """Links and pictures past the limit lead nowhere."""
    left = MOST_ADDRESSES
    for token in _links(state.tokens):
        left -= sum(len(str(value)) for value in token.attrs.values())
        if left < 0:
            token.attrs = {}


def _links(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type in ("link_open", "image"):
            yield token
        yield from _links(token.children or [])
