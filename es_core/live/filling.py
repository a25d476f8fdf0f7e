"""From a rendering that is the same for everybody to what one reader gets within a page."""

import re
from collections.abc import Callable

from es_core.live.holes import apart, filled
from es_core.live.rendering import Rendering, finishers

OWN = re.compile(r'<template data-mine="([^"]*)">(.*?)</template>', re.DOTALL)
VARIANT = re.compile(r'<template data-variant="([^"]*)">(.*?)</template>', re.DOTALL)


def for_reader(html: str, viewer_id: object) -> str:
    """What is one user's alone stands in `<template data-mine="<user id>">`: unpacked for that one, gone for others."""
    html = OWN.sub(lambda found: found[2] if found[1] == str(viewer_id) else "", html)
    for finish in finishers:
        html = finish(html)
    return html


def kept_for_reader(rendering: Rendering, variant: str, viewer_id: object, fill: Callable[[str], str]) -> str:
    """A part or a page with the reader's variant, forms that can be sent once, and fragments that are as of the page.

    It is given out only while nothing has touched it, so it is as of any position that the page may name.
    """
    pieces = rendering.variants.get(variant) or rendering.variants.setdefault(variant, _pieces(rendering, variant))
    return for_reader(filled(pieces, fill), viewer_id)


def _pieces(rendering: Rendering, variant: str) -> list[str]:
    return apart(VARIANT.sub(lambda found: found[2] if found[1] == variant else "", rendering.html or ""))
