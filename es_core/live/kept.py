"""Whole pages that are kept for strangers: readers without a session, who all see the same."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from es_core.live import page
from es_core.live.filling import kept_for_reader
from es_core.live.holes import CSRF_TOKEN
from es_core.live.hub import hub
from es_core.live.key import Key, key_of
from es_core.live.query import Page
from es_core.live.rendering import Rendering

View = Callable[..., HttpResponse]
MAX_DIGITS = 6


def kept_for_strangers(declared: Page, number: str) -> Callable[[View], View]:
    """The pages of a view, each by its address. `number` names the one parameter, a number, that an address may have;
    with any other, and for htmx, the page is made each time."""

    def decorated(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _is_for_strangers(request, number):
                return view(request, *args, **kwargs)
            key = key_of(declared.name, address=request.build_absolute_uri())
            if found := hub.at_hand(key, partial(page.drawn, request)):
                return _given(request, HttpResponse(), found)
            return _made(request, partial(view, request, *args, **kwargs), key)

        return kept

    return decorated


def csrf_token(request: HttpRequest) -> dict[str, str]:
    """A context processor: in a page that is to be kept, forms get theirs when it is given out."""
    return {"csrf_token": CSRF_TOKEN} if page.keeping_of(request) else {}


def _is_for_strangers(request: HttpRequest, number: str) -> bool:
    """Who has no session, and no word to be told."""
    if request.method != "GET" or "HX-Request" in request.headers:
        return False
    if request.COOKIES.keys() & {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}:
        return False
    return all(name == number and _is_short(value) for name, value in request.GET.items())


def _is_short(value: object) -> bool:
    return isinstance(value, str) and value.isdecimal() and len(value) <= MAX_DIGITS


def _made(request: HttpRequest, make: Callable[[], HttpResponse], key: Key) -> HttpResponse:
    keeping = page.Keeping()
    request.live_keeping = keeping  # type: ignore[attr-defined]
    try:
        response = make()
    finally:
        del request.live_keeping  # type: ignore[attr-defined]
    made = Rendering(key, response.text, key.topics | (keeping.topics or set()))
    if response.status_code == 200 and keeping.topics is not None and not _has_token_of_its_own(request):
        hub.keep(made, page.since(request))
    return _given(request, response, made)


def _has_token_of_its_own(request: HttpRequest) -> bool:
    """Somebody asked Django for the visitor's, past the context processor: others must not get this page."""
    return "CSRF_COOKIE_NEEDS_UPDATE" in request.META


def _given(request: HttpRequest, response: HttpResponse, rendering: Rendering) -> HttpResponse:
    token = SimpleLazyObject(partial(get_token, request))
    response.content = kept_for_reader(rendering, "", None, page.fill(request, token))
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response
