"""`{% live %}`, a fragment of the page that follows the log; `{% part %}`, a part that is kept until an event comes."""

from typing import Any

from django import template
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from es_core.live import page
from es_core.live.filling import for_reader, kept_for_reader
from es_core.live.holes import AT
from es_core.live.key import key_of
from es_core.live.query import Part, queries
from es_core.live.rendering import Rendering, render

register = template.Library()


@register.simple_tag(takes_context=True)
def live(context: Context, name: str, element_id: str = "", announce: str = "", **values: Any) -> SafeString:
    """Complete without JavaScript; with it, live.js keeps it up to date. `element_id` names the element in the page;
    `announce` is what screen readers say before its new content.

    Values that are no arguments of the query are its whole result, as the page has it already: the query is not run.
    """
    parameters = queries[name].parameters
    known = {each: value for each, value in values.items() if each not in parameters}
    key = key_of(name, **{each: value for each, value in values.items() if each in parameters})
    attributes = flatatt({"id": element_id or None}) + flatatt({"data-announce": announce or None})
    if "in_part" in context:  # the part is kept as a whole, and filled in as a whole
        rendering = render(key, known or None)
        return _fragment(rendering, attributes, AT, rendering.html or "")
    request = context.get("request")
    rendering = page.rendering(request, key, known or None)
    at = page.fill(request)(AT)
    return _fragment(rendering, attributes, at, for_reader(rendering.html or "", _viewer_id(request)))


@register.simple_tag(takes_context=True)
def part(
    context: Context, name: str, variant: str = "", known: dict[str, Any] | None = None, **arguments: Any
) -> SafeString:
    """`{% part "article-preview" variant="member" article_id=article.id %}`; `known` is its query's result, if the page
    has it."""
    if not isinstance(queries[name], Part):
        raise template.TemplateSyntaxError(f"{name} is no part; show it with live")
    request: HttpRequest | None = context.get("request")
    rendering = page.rendering(request, key_of(name, **arguments), known)
    fill = page.fill(request, context.get("csrf_token", ""))
    return mark_safe(kept_for_reader(rendering, variant, _viewer_id(request), fill))  # noqa: S308 - as below


def _fragment(rendering: Rendering, attributes: str, at: str, html: str) -> SafeString:
    return format_html(
        '<live-query{} data-live="{}" data-live-hash="{}" data-live-at="{}">{}</live-query>',
        attributes,
        rendering.token,
        rendering.digest,
        at,
        mark_safe(html),  # noqa: S308 - a template made it
    )


def _viewer_id(request: HttpRequest | None) -> Any:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None
