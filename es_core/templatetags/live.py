"""`{% live "favorites-count" article_id=article.id %}`: a fragment of the page that follows the log."""

import re
from functools import partial
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from es_core import tail
from es_core.live.hub import hub
from es_core.live.key import key_of
from es_core.live.query import queries
from es_core.live.rendering import Rendering, finishers, render

register = template.Library()

OWN = re.compile(r'<template data-mine="([^"]*)">(.*?)</template>', re.DOTALL)


@register.simple_tag(takes_context=True)
def live(context: Context, name: str, element_id: str = "", announce: str = "", **values: Any) -> SafeString:
    """Complete without JavaScript; with it, live.js keeps it up to date. `element_id` names the element in the page;
    `announce` is what screen readers say before its new content.

    Values that are no arguments of the query are its result, as the page has it already: the query is not run then.
    """
    request: HttpRequest | None = context.get("request")
    parameters = queries[name].parameters
    known = {each: value for each, value in values.items() if each not in parameters}
    key = key_of(name, **{each: value for each, value in values.items() if each in parameters})
    rendering = render(key, known) if known else hub.for_page(key, partial(_drawn, request))
    attributes = flatatt({"id": element_id or None}) + flatatt({"data-announce": announce or None})
    return _fragment(rendering, request, attributes)


def _fragment(rendering: Rendering, request: HttpRequest | None, attributes: str) -> SafeString:
    return format_html(
        '<live-query{} data-live="{}" data-live-hash="{}" data-live-at="{}">{}</live-query>',
        attributes,
        rendering.token,
        rendering.digest,
        getattr(request, "live_position", 0),
        mark_safe(for_reader(rendering.html or "", _viewer_id(request))),  # noqa: S308 - a template made it
    )


def for_reader(html: str, viewer_id: object) -> str:
    """What is one user's alone stands in `<template data-mine="<user id>">`: unpacked for that one, gone for others."""
    html = OWN.sub(lambda found: found[2] if found[1] == str(viewer_id) else "", html)
    for finish in finishers:
        html = finish(html)
    return html


def _viewer_id(request: HttpRequest | None) -> Any:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None


def _drawn(request: HttpRequest | None) -> int:
    """Once per request: every write that was made before it counts."""
    if request is None:
        return tail.last_drawn()
    if not hasattr(request, "live_drawn"):
        request.live_drawn = tail.last_drawn()  # type: ignore[attr-defined]
    return int(request.live_drawn)  # type: ignore[attr-defined]
