"""Settings and addresses of the least that Django can answer: no middleware, no database."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from conduit_site.settings import *  # noqa: F403 - all but the two below

MIDDLEWARE = []
ROOT_URLCONF = "bench.pages.trivial"


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"<!doctype html><title>Hello</title>")


urlpatterns = [path("", hello)]
