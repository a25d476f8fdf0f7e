"""`{% live "favorites-count" article_id=article.id %}`: a fragment of the page that follows the log."""

from typing import Any
from uuid import UUID

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from es_core import tail
from es_core.live.hub import hub
from es_core.live.key import key_of

register = template.Library()


@register.simple_tag(takes_context=True)
def live(context: Context, name: str, **arguments: Any) -> SafeString:
    """Complete without JavaScript; with it, live.js keeps it up to date. Nothing at all, when there is nothing."""
    request: HttpRequest | None = context.get("request")
    rendering = hub.for_page(key_of(name, **arguments), _drawn(request))
    return format_html(
        '<live-query data-live="{}" data-live-hash="{}" data-live-at="{}">{}</live-query>',
        rendering.token,
        rendering.digest,
        getattr(request, "live_position", 0),
        mark_safe(show_own(rendering.html or "", _viewer_id(request))),  # noqa: S308 - a template made it
    )


def show_own(html: str, viewer_id: UUID | str | None) -> str:
    """A fragment is the same for everybody: what only its author may use is marked `data-mine="<user id>" hidden`."""
    return html.replace(f'data-mine="{viewer_id}" hidden', f'data-mine="{viewer_id}"') if viewer_id else html


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
