"""Without its database, or with all connections taken for too long, the site says so and when to come back."""

import logging
import sys

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import server_error

logger = logging.getLogger(__name__)

RETRY_AFTER = "5"  # seconds
NOT_NOW = ("08", "57P", "53")  # SQLSTATE: lost connection, server stops or starts, no connection, disk or memory left


class UnavailableMiddleware(MiddlewareMixin):
    """For what views and their templates raise; what middleware raises comes to `error_page`."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_unavailable(exception):
            return None
        logger.warning("No database for %s: %s", request.path, exception)
        return unavailable()


def error_page(request: HttpRequest) -> HttpResponse:
    """The site's handler500."""
    error = sys.exc_info()[1]
    return unavailable() if error is not None and is_unavailable(error) else server_error(request)


def is_unavailable(error: BaseException) -> bool:
    """A deadlock or a time limit of one statement is an OperationalError too, but a fault of ours."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    state = cause.sqlstate if isinstance(cause, psycopg.Error) else None
    return state is None or state.startswith(NOT_NOW)


def unavailable() -> HttpResponse:
    """The page is rendered without request and context, so nothing in it can ask the database."""
    return HttpResponse(loader.render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER})
