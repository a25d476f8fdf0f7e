"""What an article is about, read from its Markdown: a heading, some first words, the time it takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("js-default", {"maxNesting": 20})
LOOKED_AT = 10_000  # characters of a body

SHOWN_AS = {"softbreak": " ", "hardbreak": " "}

WORDS_A_MINUTE = 230
CHARACTERS_A_MINUTE = 500  # of scripts that write without spaces
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Heading:
    """`is_title`: it is of the first level and nothing stands above it."""

    text: str
    is_title: bool
    text_below: str


def first_heading(source: str) -> Heading | None:
    tokens = PARSER.parse(source[:LOOKED_AT])
    for index, token in enumerate(tokens):
        text = _plain(tokens[index + 1]) if token.type == "heading_open" else ""
        if text and token.map:
            below = "\n".join(source.split("\n")[token.map[1] :]).strip("\n")
            return Heading(text, is_title=index == 0 and token.tag == "h1", text_below=below)
    return None


def plain_excerpt(source: str, length: int = 160) -> str:
    """The first words of its paragraphs, without the Markdown; cut between words."""
    text = " ".join(_paragraphs(source))
    if len(text) <= length:
        return text
    words, space, _ = text[:length].rpartition(" ")
    return (words if space else text[: length - 1]).rstrip(" ,;:–-") + "…"  # noqa: RUF001


def reading_minutes(source: str) -> int:
    unspaced = len(UNSPACED.findall(source))
    words = len(UNSPACED.sub(" ", source).split()) if unspaced else len(source.split())
    return max(1, round(words / WORDS_A_MINUTE + unspaced / CHARACTERS_A_MINUTE))


def _paragraphs(source: str) -> Iterator[str]:
    tokens = PARSER.parse(source[:LOOKED_AT])
    for opening, inline in pairwise(tokens):
        if opening.type == "paragraph_open" and (text := _plain(inline)):
            yield text


def _plain(inline: Token) -> str:
    words = (SHOWN_AS.get(child.type, child.content) for child in inline.children or [] if child.type != "image")
    return " ".join("".join(words).split())
