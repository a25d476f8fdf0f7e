"""How views answer: a partial to htmx, otherwise a page or the way back to one; refusals as pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from blog.domain.authorship import NotTheAuthor
from es_core.errors import Rejected


def htmx(request: HttpRequest) -> HtmxDetails:
    """Truthy when htmx asks for a part of a page."""
    details: HtmxDetails = request.htmx  # type: ignore[attr-defined] # set by django_htmx's middleware
    return details


def page_or_part(request: HttpRequest, page: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """The part alone when htmx will put it in its place. Both have one address, so caches must tell them apart."""
    response = render(request, part if htmx(request) else page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def back(request: HttpRequest) -> HttpResponse:
    """To the page whose form was sent, or home: never to another site."""
    url = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}):
        return redirect("home")
    parts = urlsplit(url)
    return redirect(f"{parts.path}?{parts.query}" if parts.query else parts.path or "/")


@contextmanager
def refusals_as_pages() -> Iterator[None]:
    """For buttons, which have no field to show a reason beside."""
    try:
        yield
    except NotTheAuthor as reason:
        raise PermissionDenied(reason.message) from reason
    except Rejected as reason:
        raise Http404(reason.message) from reason
