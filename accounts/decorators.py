"""Guards of views: for people who are signed in, and for those who are not."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User
from accounts.way_back import to_sign_in

P = ParamSpec("P")


class AuthenticatedHttpRequest(HttpRequest):
    user: User


def login_required(
    view: Callable[Concatenate[AuthenticatedHttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Others are sent to sign in first, and come back to this page with what they had filled in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(cast(AuthenticatedHttpRequest, request), *args, **kwargs)
        return to_sign_in(request)

    return guarded


def strangers_only(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Who is signed in already is sent home."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect(settings.LOGIN_REDIRECT_URL)
        return view(request)

    return guarded
