"""Headings below the page's own h1, each an address within the page."""

from collections.abc import Iterator

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from blog.markdown.ids import HeadingIds

MOST_ADDRESSES = 500  # headings; those after them go without


def lay_out_headings(state: StateCore) -> None:
    """The highest level used becomes h2 and none is skipped: # and ##, or ## and ####, both are h2 and h3."""
    tokens = state.tokens
    at = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
    highest = min((int(tokens[index].tag[1]) for index in at), default=1)
    level, ids = 1, HeadingIds()
    for count, index in enumerate(at):
        opening, inline, closing = tokens[index : index + 3]
        level = min(int(opening.tag[1]) - highest + 2, level + 1, 6)
        opening.tag = closing.tag = f"h{level}"
        if count < MOST_ADDRESSES:
            _address(opening, inline, ids)


def _address(opening: Token, inline: Token, ids: HeadingIds) -> None:
    """The heading links to itself, unless it holds links of its own."""
    children = inline.children or []
    identifier = ids.new("".join(_words(children)))
    opening.attrs = {"id": identifier}
    if children and not any(child.type in ("link_open", "footnote_ref") for child in children):
        anchor = Token("link_open", "a", 1, attrs={"href": f"#{identifier}", "class": "heading-anchor"})
        inline.children = [anchor, *children, Token("link_close", "a", -1)]


def _words(tokens: list[Token]) -> Iterator[str]:
    yield from (token.content if token.type in ("text", "code_inline") else " " for token in tokens)
