"""Sets, around each request, what commands executed in it are recorded with."""

from collections.abc import Callable
from ipaddress import ip_address
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from es_core.context import acting

API = "/api/"  # there the actor is who holds the token, and keys are each person's own (accounts.api_access)
GRAPHQL = "/graphql"
MAX_AGENT = 300


class CommandContextMiddleware:
    """The actor is looked up when a command asks for it, so that anonymous pages cost no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with acting(
            actor=lambda: request.user.pk,
            channel=channel(request.path_info),
            command_id=command_id(request),
            correlation_id=correlation_id(request),
            address=client_address(request),
            agent=request.headers.get("User-Agent", "").replace("\0", "")[:MAX_AGENT],
        ) as context:
            response = self.get_response(request)
        response.headers["X-Correlation-ID"] = str(context.correlation_id)
        return response


def channel(path: str) -> str:
    if path.startswith(API):
        return "api"
    return "graphql" if path == GRAPHQL else "web"


def command_id(request: HttpRequest) -> UUID | None:
    """From the form, or the header that htmx sends; anything but a UUID counts as none."""
    if channel(request.path_info) != "web":
        return None
    sent = request.headers.get("Idempotency-Key") or request.headers.get("X-Command-Id")
    if request.method == "POST":
        sent = request.POST.get("command_id") or sent
    return _uuid(sent)


def correlation_id(request: HttpRequest) -> UUID | None:
    """The trusted proxy's, so that its logs and ours meet; otherwise None: a new one."""
    return _uuid(request.headers.get("X-Request-ID")) if settings.TRUSTED_PROXY else None


def client_address(request: HttpRequest) -> str | None:
    """Whom the server saw, or was told of by the trusted proxy; None if that is no IP address (a Unix socket)."""
    try:
        return str(ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
