"""To the sign-in page and back: where somebody was going, and what they had sent when the session ran out."""

import time
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

RETURN_TO = "return_to"
UNSENT = "unsent"
MAX_UNSENT = 300_000
KEPT_FOR = 3600
SECRETS = ("password", "secret")  # in names of fields

Fields = list[tuple[str, str]]


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page without any `?next=`; an htmx request makes the whole page go there."""
    if request.method == "POST":
        _stash(request)
    request.session[RETURN_TO] = _page(request)
    if "HX-Request" in request.headers:
        return HttpResponseClientRedirect(settings.LOGIN_URL)
    return redirect(settings.LOGIN_URL)


def way_back(request: HttpRequest) -> str:
    """Where to go after signing in: where the guard stood in the way, or home."""
    wanted = request.session.pop(RETURN_TO, "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else settings.LOGIN_REDIRECT_URL


def take_unsent(request: HttpRequest, action: str | None = None) -> QueryDict | None:
    """The fields of a form that the guard held up, once. `action` is where it was sent; by default, this page."""
    kept = request.session.get(UNSENT)
    if not kept or kept["action"] != (action or request.path):
        return None
    del request.session[UNSENT]
    if time.time() - kept["at"] > KEPT_FOR:
        return None
    fields = QueryDict(mutable=True)
    for name, value in kept["fields"]:
        fields.appendlist(name, value)
    return fields


def sendable_fields(request: HttpRequest) -> Fields:
    """What was sent, in order, without passwords, secrets and the token of the form."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not any(each in name.lower() for each in SECRETS)
    ]


def _stash(request: HttpRequest) -> None:
    fields = sendable_fields(request)
    if sum(len(name) + len(value) for name, value in fields) <= MAX_UNSENT:
        request.session[UNSENT] = {"action": request.path, "fields": fields, "at": time.time()}


def _page(request: HttpRequest) -> str:
    """The page that shows what was asked for: the request's own address, or for a form and htmx the one it is on."""
    if "HX-Request" in request.headers:
        return here(request, request.headers.get("HX-Current-URL", ""))
    if request.method == "GET":
        return request.get_full_path()
    return here(request, request.headers.get("Referer", ""))


def here(request: HttpRequest, url: str) -> str:
    """Path and query of an address of this site, as it was claimed; home for any other. Without its slash a path could
    be taken for the name of a view, with two for another site."""
    if not url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}):
        return settings.LOGIN_REDIRECT_URL
    parts = urlsplit(url)
    path = f"/{parts.path.lstrip('/')}"
    return f"{path}?{parts.query}" if parts.query else path
