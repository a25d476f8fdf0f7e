"""What is shown instead of "CSRF verification failed": the form as it was filled in, to be sent again."""

import logging

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.defaults import permission_denied

from accounts.way_back import sendable_fields
from es_core.audit import note

logger = logging.getLogger(__name__)

FOREIGN = ("Origin checking", "Referer checking")


@never_cache
def unsent_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW. Another site's form is not offered again: one click there would do what that site wanted."""
    _on_record(request, reason)
    elsewhere = request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    if reason.startswith(FOREIGN) or elsewhere or request.method != "POST":
        return permission_denied(request, PermissionDenied(reason))
    context = {"fields": sendable_fields(request), "action": request.get_full_path()}
    return render(request, "blog/unsent_form.html", context, status=403)


def _on_record(request: HttpRequest, reason: str) -> None:
    """What came to the admin in the name of somebody who may enter it, and from none of its pages."""
    if not (request.path_info.startswith(reverse("admin:index")) and getattr(request.user, "is_staff", False)):
        return
    asked = {"path": request.path_info[:200], "method": str(request.method)}
    try:
        note("AdminWriteRefused", reason=f"came from no page of ours: {reason}", payload=asked)
    except (DatabaseError, ValueError):  # it stays refused
        logger.exception("%s was refused, and could not be put on record", asked)
