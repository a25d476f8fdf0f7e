"""HEAD under /api: Ninja knows only the methods that it was told, and would tell all of them in its document."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.middleware import API
from conduit_site.streams import GOES_ON


def head_as_get(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the same answer as to a GET; its body the server leaves out. A stream has only a beginning."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD" or not request.path_info.startswith(API):
            return get_response(request)
        request.method = "GET"
        response = get_response(request)
        request.method = "HEAD"
        getattr(request, "scope", {}).pop(GOES_ON, None)
        return response

    return answered
