"""Suspending and restoring somebody in the admin."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts import moderation
from accounts.admin.acts import Act, ReasonForm, carry_out
from accounts.models import User

PERMISSION = "accounts.suspend_user"
SUSPENDED = (
    "They can't sign in from now on: their sessions, their tokens and the pages they have open end at once.",
    "Nobody sees their profile, their articles and their comments until they are restored.",
    "When they try to sign in they are told the reason.",
)
RESTORED = (
    "They can sign in again, and have the roles that they had.",
    "Their profile, their articles and their comments are seen again, but for what was deleted or hidden by itself.",
)


def suspend(model_admin: "admin.ModelAdmin[Any]", request: HttpRequest, user_id: UUID) -> HttpResponse:
    user = _found(request, user_id)
    act = Act(
        title=f"Suspend {user}",
        button=f"Suspend {user}",
        means=SUSPENDED,
        run=partial(moderation.suspend, user.id, by=_moderator(request)),
        done=f"The account of {user} is suspended.",
        back=page_of(user),
        form=ReasonForm,
        is_grave=True,
    )
    return carry_out(request, model_admin, act)


def restore(model_admin: "admin.ModelAdmin[Any]", request: HttpRequest, user_id: UUID) -> HttpResponse:
    user = _found(request, user_id)
    because = f"Suspended because: {user.profile.suspended_because}"
    act = Act(
        title=f"Restore {user}",
        button=f"Restore {user}",
        means=[*([because] if user.profile.suspended_because else []), *RESTORED],
        run=partial(moderation.restore, user.id),
        done=f"The account of {user} is restored.",
        back=page_of(user),
    )
    return carry_out(request, model_admin, act)


def page_of(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def _found(request: HttpRequest, user_id: UUID) -> User:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return get_object_or_404(User.objects.select_related("profile"), pk=user_id)


def _moderator(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the admin lets nobody else in
    return request.user
