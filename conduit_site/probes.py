"""What machines ask the site, answered ahead of everything else: they come by address and by plain http, and are
nobody's session."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from conduit_site.health import ALIVE, healthz, readyz
from conduit_site.metrics import metrics

PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {ALIVE: healthz, "/readyz": readyz, "/metrics": metrics}


def probes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware."""

    def answered(request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        if probe is None:
            return get_response(request)
        return probe(request) if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])

    return answered
