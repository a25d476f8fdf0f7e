"""From a rendering that is the same for everybody to what one reader gets within a page."""

import re

from es_core.context import new_id
from es_core.live.rendering import Rendering, finishers

OWN = re.compile(r'<template data-mine="([^"]*)">(.*?)</template>', re.DOTALL)
VARIANT = re.compile(r'<template data-variant="([^"]*)">(.*?)</template>', re.DOTALL)
TOKEN, COMMAND_ID, AT = 'name="csrfmiddlewaretoken" value="', 'name="command_id" value="', 'data-live-at="'
OF_THE_PAGE = re.compile(f'({TOKEN}|{COMMAND_ID}|{AT})[^"]*')


def for_reader(html: str, viewer_id: object) -> str:
    """What is one user's alone stands in `<template data-mine="<user id>">`: unpacked for that one, gone for others."""
    html = OWN.sub(lambda found: found[2] if found[1] == str(viewer_id) else "", html)
    for finish in finishers:
        html = finish(html)
    return html


def part_for_reader(rendering: Rendering, variant: str, viewer_id: object, csrf_token: str, at: int) -> str:
    """A part with the reader's variant, forms that can be sent once, and fragments that are as of the page.

    A part is given out only while nothing has touched it, so it is as of any position that the page may name.
    """
    pieces = rendering.variants.get(variant) or rendering.variants.setdefault(variant, _pieces(rendering, variant))
    filled = [text + _value(behind, csrf_token, at) for text, behind in pieces]
    return for_reader("".join(filled), viewer_id)


def _value(behind: str, csrf_token: str, at: int) -> str:
    if behind == COMMAND_ID:
        return str(new_id())
    return {TOKEN: csrf_token, AT: str(at)}.get(behind, "")


def _pieces(rendering: Rendering, variant: str) -> list[tuple[str, str]]:
    """Texts, each with the name of the value that belongs behind it; nothing belongs behind the last."""
    html = VARIANT.sub(lambda found: found[2] if found[1] == variant else "", rendering.html or "")
    texts = OF_THE_PAGE.split(html)
    names = [*texts[1::2], ""]
    return [(text + name, name) for text, name in zip(texts[::2], names, strict=True)]
