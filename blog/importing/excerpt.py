"""A description for an article that brings none: its first sentences, without the Markdown."""

import re

from blog.markdown import plain_excerpt

ENOUGH = 160  # characters; a sentence more would make a list hard to scan
LONGEST = 300
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|(?<=[。！？])")  # noqa: RUF001 - these end sentences in Chinese


def first_sentences(body: str) -> str:
    """Empty for an article of code or pictures alone."""
    words = plain_excerpt(body, LONGEST)
    if len(words) <= ENOUGH:
        return words
    end = 0
    for found in SENTENCE_END.finditer(words):
        if end and found.end() > ENOUGH:
            break
        end = found.end()
    return words[: end or None].strip()


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    words, space, _ = cut.rpartition(" ")
    return (words if space and len(words) > limit // 2 else cut).rstrip(" ,;:–-") + "…"  # noqa: RUF001
