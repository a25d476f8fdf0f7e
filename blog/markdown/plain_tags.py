"""The few HTML tags that pass, bare and in pairs; HTML comments vanish, all other HTML is shown as the text it is."""

import re
from collections.abc import Iterator

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

TAG = re.compile(r"<(/?)(kbd|sub|sup|mark|ins|del)>|<(br|wbr)\s{0,9}/?>", re.I)
DEEPEST = 5
LONGEST_COMMENT = 1_000  # characters


def plain_tag(state: StateInline, silent: bool) -> bool:
    """Pairs are matched later, when the whole paragraph is known."""
    if state.src[state.pos] != "<":
        return False
    if length := _comment_length(state):
        state.pos += length
        return True
    found = TAG.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("plain_tag", (found[2] or found[3]).lower(), 0)
        token.content = found[0]
        token.markup = "alone" if found[3] else "close" if found[1] else "open"
    state.pos = found.end()
    return True


def _comment_length(state: StateInline) -> int:
    if not state.src.startswith("<!--", state.pos):
        return 0
    end = state.src.find("-->", state.pos + 4, min(state.pos + LONGEST_COMMENT, state.posMax))
    return end + 3 - state.pos if end >= 0 else 0


def pair_plain_tags(state: StateCore) -> None:
    """What has no partner in its paragraph, or is nested too deeply, is text."""
    for block in state.tokens:
        for token in _unpaired([each for each in block.children or [] if each.type == "plain_tag"]):
            token.type = "text"


def _unpaired(tags: list[Token]) -> Iterator[Token]:
    open_ones: list[Token] = []
    for tag in tags:
        if tag.markup == "open" and len(open_ones) < DEEPEST:
            open_ones.append(tag)
        elif tag.markup == "close" and open_ones and open_ones[-1].tag == tag.tag:
            open_ones.pop()
        elif tag.markup != "alone":
            yield tag
    yield from open_ones
