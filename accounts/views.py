"""Registering, signing in and out, settings."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import commands
from accounts.backends import EmailOrUsernameBackend
from accounts.decorators import AuthenticatedHttpRequest, login_required, strangers_only
from accounts.domain.session import SESSION, SignOut
from accounts.forms import AccountForm, LeaveForm, LoginForm, RegisterForm, SettingsForm, TokenForm
from accounts.known_browser import remember
from accounts.models import User
from accounts.sign_in import check_sign_in
from accounts.way_back import take_unsent, way_back
from es_core.errors import CommandReused, Rejected
from es_core.execute import execute

BACKEND = f"{EmailOrUsernameBackend.__module__}.{EmailOrUsernameBackend.__qualname__}"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@strangers_only
def register(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(_sent(request))
    if form.is_valid():
        try:
            user_id = commands.register(**form.cleaned_data)
        except (Rejected, CommandReused) as reason:
            form.refuse(reason)
        else:
            return _signed_in(request, User.objects.get(id=user_id))
    return _page(request, "accounts/register.html", form)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@strangers_only
def login(request: HttpRequest) -> HttpResponse:
    form = LoginForm(_sent(request))
    if form.is_valid():
        try:
            user = check_sign_in(request, **form.cleaned_data)
        except Rejected as reason:
            form.refuse(reason)
        else:
            return _signed_in(request, user)
    return _page(request, "accounts/login.html", form)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        with suppress(CommandReused):  # a page that another user left: its button must end this session all the same
            execute(SESSION, SignOut(user_id=request.user.id))
    auth.logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL or "/")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_settings(request: AuthenticatedHttpRequest) -> HttpResponse:
    sent = _sent(request)
    form = SettingsForm(sent, initial=as_they_are(request) if sent is None else None)
    if form.is_valid():
        try:
            commands.edit_settings(request.user.id, **form.cleaned_data)
        except (Rejected, CommandReused) as reason:
            form.refuse(reason)
        else:
            return redirect(_after_saving(request, has_new_password=bool(form.cleaned_data["password"])))
    return settings_page(request, form=form)


def _signed_in(request: HttpRequest, user: User) -> HttpResponse:
    """To where they were going, in a browser that is known from now on."""
    auth.login(request, user, backend=BACKEND)
    response = redirect(way_back(request))
    remember(request, response, str(user.id))
    return response


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, template: str, form: AccountForm) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.errors else 200)


def settings_page(request: AuthenticatedHttpRequest, *, new_token: str = "", **sent: AccountForm) -> HttpResponse:
    """With the forms as they were sent, the others as they are at first. `new_token` is shown this once."""
    forms = {
        "form": sent.get("form") or SettingsForm(initial=as_they_are(request)),
        "token_form": sent.get("token_form") or TokenForm(request.user.id),
        "leave_form": sent.get("leave_form") or LeaveForm(),
    }
    context = forms | {"tokens": request.user.tokens.order_by("-id"), "new_token": new_token}
    status = 422 if any(each.errors for each in forms.values()) else 200
    return render(request, "accounts/settings.html", context, status=status)


def as_they_are(request: AuthenticatedHttpRequest) -> dict[str, Any]:
    """Or as they were to become, when the session ran out before the form was sent."""
    if unsent := take_unsent(request):
        return unsent.dict()
    profile = request.user.profile
    return {"image": profile.image, "username": profile.username, "bio": profile.bio, "email": request.user.email}


def _after_saving(request: AuthenticatedHttpRequest, *, has_new_password: bool) -> str:
    """One's own profile under its new name. This session outlives the password that it set; all others end."""
    user = User.objects.select_related("profile").get(id=request.user.id)
    if has_new_password:
        auth.update_session_auth_hash(request, user)
    try:
        return reverse("profile", args=[user.username])
    except NoReverseMatch:  # profiles belong to the blog, which a site may leave out
        return settings.LOGIN_REDIRECT_URL
