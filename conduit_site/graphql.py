"""GraphQL where its extra is installed; elsewhere its address says so, and everything else is as it was."""

from collections.abc import Callable
from importlib.util import find_spec

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from conduit_site.unavailable import RETRY_AFTER, is_unavailable

IS_INSTALLED = find_spec("strawberry") is not None


def told(status: int, message: str) -> HttpResponse:
    return JsonResponse({"errors": [{"message": message}]}, status=status)


def in_shape(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Programs hear of a site without a database, and of too much in a body, in GraphQL's shape, too."""

    @csrf_exempt
    def shaped(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except RequestDataTooBig:
            return told(413, "the body is too large")
        except (OperationalError, InterfaceError) as error:
            if not is_unavailable(error):
                raise
            response = told(503, "the site has no database just now")
            response.headers["Retry-After"] = RETRY_AFTER
            return response

    return shaped


@csrf_exempt
def not_installed(request: HttpRequest) -> HttpResponse:
    return told(404, "GraphQL is not installed on this site")


if IS_INSTALLED:
    from blog.graphql.views import graphql as installed

    graphql = in_shape(installed)
else:
    graphql = not_installed

__all__ = ["IS_INSTALLED", "graphql"]
