"""Leaving the site: one's data to take along, and being forgotten."""

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.decorators import AuthenticatedHttpRequest, login_required
from accounts.domain.user import USER
from accounts.forgetting import forget_user
from accounts.forms import LeaveForm
from accounts.sign_in import check_sign_in, is_slowed_down
from accounts.views import settings_page
from es_core import subjects
from es_core.audit import note
from es_core.errors import CommandReused, Rejected
from es_core.streaming import streamed


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: AuthenticatedHttpRequest) -> HttpResponse:
    """A password that is wrong here counts as one that is wrong at the sign-in."""
    if request.method != "POST":
        return redirect("settings")
    form = LeaveForm(request.POST)
    if form.is_valid() and _is_really(request, form):
        try:
            called = forget_user(request.user.id, erase=form.erases)
        except (Rejected, CommandReused) as reason:
            form.refuse(reason)
        else:
            return _farewell(request, called, erased=form.erases)
    return settings_page(request, leave_form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_data(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Not by a mere address, at which a picture in somebody's article would make all its readers ask."""
    if request.method != "POST":
        return redirect("settings")
    note("SubjectExported", reason="downloaded by themselves", about=(USER.category, request.user.id))
    response = StreamingHttpResponse(streamed(subjects.export(request.user.id)), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="conduit-my-data.json"'
    return response  # type: ignore[return-value]  # Django's decorators know no other kind


def _is_really(request: AuthenticatedHttpRequest, form: LeaveForm) -> bool:
    try:
        check_sign_in(request, username=request.user.username, password=form.cleaned_data["password"])
    except Rejected as reason:
        if is_slowed_down(request):
            form.add_error(None, reason.message)
        else:
            form.add_error("password", "is not the one of this account")
        return False
    return True


def _farewell(request: HttpRequest, called: str, *, erased: bool) -> HttpResponse:
    auth.logout(request)
    kept = "What you wrote is gone from every page." if erased else f"What you wrote stays, signed {called}."
    messages.success(request, f"Your account is gone, and your e-mail address can't be read any more. {kept}")
    return redirect("/#")  # without a fragment of its own it would get that of the form
