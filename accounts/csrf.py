"""What is shown instead of "CSRF verification failed": the form as it was filled in, to be sent again."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.defaults import permission_denied

from accounts.way_back import sendable_fields

FOREIGN = ("Origin checking", "Referer checking")


@never_cache
def unsent_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW. Another site's form is not offered again: one click there would do what that site wanted."""
    elsewhere = request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    if reason.startswith(FOREIGN) or elsewhere or request.method != "POST":
        return permission_denied(request, PermissionDenied(reason))
    context = {"fields": sendable_fields(request), "action": request.get_full_path()}
    return render(request, "blog/unsent_form.html", context, status=403)
