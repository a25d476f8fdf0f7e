"""Addresses that stand in a text without any markup."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Neither control nor direction characters: what one reads must be where one gets.
UNFIT = r"\s<>\"\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069"
ADDRESS = re.compile(rf"(?<![\w/])https?://\w[^{UNFIT}]{{1,2000}}", re.I)
PUNCTUATION = ".,:;!?'*_~…”’»"  # noqa: RUF001 - after an address, of the sentence


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in order, and whether a piece is an address."""
    end = 0
    for found in ADDRESS.finditer(text):
        address = _trimmed(found[0])
        yield text[end : found.start()], False
        yield address, True
        end = found.start() + len(address)
    yield text[end:], False


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence around it; a bracket belongs to it if it was opened in it."""
    end, too_many = len(address), address.count(")") - address.count("(")
    while address[end - 1] in PUNCTUATION or (address[end - 1] == ")" and too_many > 0):
        too_many -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def link_bare_urls(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and "://" in block.content:
            block.children = list(_linked(block.children or [], state.md))


def _linked(tokens: list[Token], md: MarkdownIt) -> Iterator[Token]:
    inside = 0
    for token in tokens:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not inside:
            yield from _split(token, md)
        else:
            yield token


def _split(token: Token, md: MarkdownIt) -> Iterator[Token]:
    for piece, is_address in pieces(token.content):
        text = Token("text", "", 0, content=piece)
        if is_address:
            yield Token("link_open", "a", 1, attrs={"href": md.normalizeLink(piece)})
            yield text
            yield Token("link_close", "a", -1)
        elif piece:
            yield text
