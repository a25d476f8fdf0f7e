"""How views answer: a partial to htmx, otherwise a page or the way back to one; refusals as pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from accounts.way_back import here
from blog.domain.refusals import NotThere
from es_core.errors import CommandReused, Rejected

P = ParamSpec("P")


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
    return redirect(here(request, request.headers.get("Referer", "")))


def button(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """For views that have no form to show a reason in: refusals become pages, or a word on the way back."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except NotThere as reason:
            raise Http404(reason.message) from reason
        except Rejected as reason:
            raise PermissionDenied(reason.message) from reason
        except CommandReused:
            return _used_before(cast(HttpRequest, args[0]))

    return answered


def _used_before(request: HttpRequest) -> HttpResponse:
    """The button of a page that a browser kept, pressed again for the opposite."""
    if htmx(request):
        return HttpResponse(status=409)
    messages.warning(request, "That button was pressed before, so nothing was changed. Press it again if you meant to.")
    return back(request)
