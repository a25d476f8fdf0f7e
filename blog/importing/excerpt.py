"""A description for an article that brings none: its first sentences, without the Markdown."""

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

ENOUGH = 160  # characters; a sentence more would make a list hard to scan
LONGEST = 300
LOOKED_AT = 10_000  # of a body
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|(?<=[。！？])")  # noqa: RUF001 - these end sentences in Chinese
TEXT = {"text", "code_inline"}
BREAKS = {"softbreak", "hardbreak"}


def first_sentences(body: str) -> str:
    """Of the first paragraph; empty when there is none."""
    paragraph = next(_paragraphs(body), "")
    return shortened(_sentences(paragraph), LONGEST)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    words, space, _ = cut.rpartition(" ")
    return (words if space and len(words) > limit // 2 else cut).rstrip(" ,;:–-") + "…"  # noqa: RUF001


def _sentences(paragraph: str) -> str:
    end = 0
    for found in SENTENCE_END.finditer(paragraph):
        if end and found.end() > ENOUGH:
            break
        end = found.end()
    return paragraph[: end if end and len(paragraph) > ENOUGH else None].strip()


def _paragraphs(body: str) -> Iterator[str]:
    tokens = MarkdownIt().parse(body[:LOOKED_AT])
    for opening, inline in pairwise(tokens):
        if opening.type == "paragraph_open" and opening.level == 0:
            text = " ".join("".join(_words(inline.children or [])).split())
            if text:
                yield text


def _words(tokens: list[Token]) -> Iterator[str]:
    for each in tokens:
        if each.type in TEXT:
            yield each.content
        elif each.type in BREAKS:
            yield " "
