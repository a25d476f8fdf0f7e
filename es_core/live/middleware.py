"""Notes where the log stood before a page's queries run."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from es_core.live.hub import hub


def live_moment(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What happens behind it may be missing on the page; its socket asks for it."""

    def noted(request: HttpRequest) -> HttpResponse:
        request.live_moment = hub.moment  # type: ignore[attr-defined]
        return get_response(request)

    return noted
