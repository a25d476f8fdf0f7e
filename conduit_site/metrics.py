"""`/metrics`: the figures of this process for Prometheus. Several web processes each tell their own."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Histogram, generate_latest

from conduit_site.figures import Figures
from conduit_site.watchers import may_watch

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")  # whoever sends another one makes no series
CLOSED = "Not for this address: METRICS_FROM and METRICS_TOKEN say who may look.\n"

requests = Counter("conduit_requests", "Requests that were answered.", ["method", "view", "status"])
seconds = Histogram("conduit_request_seconds", "From a request to its answer.", ["view"], buckets=BUCKETS)

REGISTRY.register(Figures())


def metrics(request: HttpRequest) -> HttpResponse:
    if not may_watch(request):
        return HttpResponse(CLOSED, status=403, content_type="text/plain")
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def measured(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: counts and times what passes."""

    def answered(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        view = view_of(request)
        seconds.labels(view).observe(time.perf_counter() - began)
        method = request.method if request.method in METHODS else "other"
        requests.labels(method, view, f"{response.status_code // 100}xx").inc()
        return response

    return answered


def view_of(request: HttpRequest) -> str:
    """By its name, never by its address: that would be a series for each article."""
    if match := request.resolver_match:
        return match.view_name or match.route
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"
