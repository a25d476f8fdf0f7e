"""The shape of every error under /api, whatever part of the site it comes from."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.middleware import API, GRAPHQL

JSON = "application/json; charset=utf-8"


def answer(status: int, **errors: Sequence[str]) -> JsonResponse:
    return JsonResponse({"errors": errors}, status=status, content_type=JSON)


def of_server(path: str, status: int, page: Callable[[], bytes]) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Headers and body of what the server refuses before Django hears of it: a page, or for a program none."""
    if path.startswith(API):
        return [(b"content-type", JSON.encode())], _plain(status).content
    if path == GRAPHQL:
        told = {"errors": [{"message": HTTPStatus(status).phrase.lower()}]}
        return [(b"content-type", JSON.encode())], JsonResponse(told).content
    return [(b"content-type", b"text/html; charset=utf-8")], page()


def json_errors(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: programs get no pages, whatever part of the site refuses them."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith(API) and response.status_code >= HTTPStatus.BAD_REQUEST:
            return _without_page(response)
        return response

    return answered


def _without_page(response: HttpResponse) -> HttpResponse:
    """The same status and headers."""
    if response.headers.get("Content-Type", "").startswith("application/json"):
        return response
    told = _plain(response.status_code)
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            told.headers[name] = response.headers[name]
    return told


def _plain(status: int) -> JsonResponse:
    return answer(status, request=[HTTPStatus(status).phrase.lower()])
