"""Who and what gets in with this account: personal tokens for programs, and signing out everywhere."""

from uuid import UUID

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import personal_tokens
from accounts.decorators import AuthenticatedHttpRequest, login_required
from accounts.forms import SENT_BEFORE, TokenForm
from accounts.views import settings_page
from es_core.errors import CommandReused, Rejected


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def make_token(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The answer itself shows the token: a page to be led to would need it kept somewhere."""
    if request.method != "POST":
        return redirect("settings")
    form = TokenForm(request.user.id, request.POST)
    if form.is_valid() and (secret := _issued(request, form)):
        return settings_page(request, new_token=secret)
    return settings_page(request, token_form=form)


@require_POST
@login_required
def revoke_token(request: AuthenticatedHttpRequest, token_id: UUID) -> HttpResponse:
    try:
        personal_tokens.revoke(request.user.id, token_id)
    except CommandReused:
        messages.error(request, SENT_BEFORE)
    else:
        messages.success(request, "The token is revoked: whoever has it gets in no more.")
    return redirect(f"{reverse('settings')}#tokens")


@require_POST
@login_required
def sign_out_everywhere(request: AuthenticatedHttpRequest) -> HttpResponse:
    revokes = "tokens" in request.POST
    try:
        personal_tokens.sign_out_everywhere(request.user.id, revokes_tokens=revokes)
    except CommandReused:
        messages.error(request, SENT_BEFORE)
        return redirect("settings")
    auth.logout(request)
    kept = "" if revokes else " Your tokens for programs go on."
    messages.success(request, f"You are signed out everywhere.{kept}")
    return redirect(settings.LOGIN_URL)


def _issued(request: AuthenticatedHttpRequest, form: TokenForm) -> str:
    """The secret of the token that was made; empty when it was refused."""
    wanted = form.cleaned_data
    try:
        personal_tokens.issue(
            request.user.id, secret=wanted["secret"], name=wanted["name"], scopes=form.scopes, days=wanted["days"]
        )
    except (Rejected, CommandReused) as reason:
        form.refuse(reason)
        return ""
    return str(wanted["secret"])
