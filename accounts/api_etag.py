"""Answers that a program has already: told by a hash of their bytes. 304 for who asks again, 412 for who writes on an
old one."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from es_core.record import is_resent

Run = Callable[..., HttpResponseBase]


class Outdated(Exception):
    """What the program saw, as its If-Match says, is not what is there; `what` names it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} has changed")
        self.what = what


def conditional(run: Run) -> Run:
    """Around every operation. An answer that says itself how long it may be kept is left alone."""

    @wraps(run)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = run(request, *args, **kwargs)
        patch_vary_headers(response, ["Authorization"])
        if not (isinstance(response, HttpResponse) and _may_be_kept(request, response)):
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["ETag"] = etag_of(response.content)
        return _not_modified(response) if _has_it(request, response) else response

    return answered


def etag_of(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:32]}"'


def expect(request: HttpRequest, what: str, content: Callable[[], bytes]) -> bool:
    """Whether the program said by If-Match what it saw; `content` is what it would get now. Raises Outdated.

    One that sends the same once more saw what its first try has changed.
    """
    seen = parse_etags(request.headers.get("If-Match", ""))
    if not seen or is_resent():
        return False
    if seen != ["*"] and etag_of(content()) not in seen:
        raise Outdated(what)
    return True


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    is_read = request.method == "GET" and response.status_code == HTTPStatus.OK
    return is_read and "Cache-Control" not in response.headers


def _has_it(request: HttpRequest, response: HttpResponse) -> bool:
    """A proxy that compresses may have made the tag a weak one."""
    known = [each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))]
    return known == ["*"] or response.headers["ETag"] in known


def _not_modified(response: HttpResponse) -> HttpResponse:
    kept = ("Cache-Control", "ETag", "Vary")
    return HttpResponseNotModified(headers={name: response.headers[name] for name in kept})
