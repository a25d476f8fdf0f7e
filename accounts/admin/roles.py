"""Who has which role, and giving and taking one, in the admin."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import commands
from accounts.admin.acts import Act, carry_out
from accounts.domain.user import USER
from accounts.models import User
from es_core.read import load

PERMISSION = "accounts.grant_role"
MAY = {
    "viewer": "sees everything in the admin, personal values masked",
    "moderator": "a viewer who sees reports, hides and unhides, suspends and restores people",
    "operator": "a viewer who sees personal values, exports the audit, and works on projections",
    "superuser": "may do everything, and says who has which role",
    "staff": "may enter the admin, and sees nothing there yet",
}
ACTS = {"grant": commands.grant_role, "take": commands.take_role}


def roles(model_admin: "admin.ModelAdmin[Any]", request: HttpRequest, user_id: UUID) -> HttpResponse:
    user = _found(request, user_id)
    has = load(USER, user.id)[0].roles
    context = model_admin.admin_site.each_context(request) | {
        "title": f"Roles of {user}",
        "opts": model_admin.model._meta,
        "original": user,
        "roles": [(each, MAY[each], each in has, _is_allowed(request, each)) for each in MAY],
    }
    return TemplateResponse(request, "admin/accounts/user/roles.html", context)


def change_role(
    model_admin: "admin.ModelAdmin[Any]", request: HttpRequest, user_id: UUID, act: str, role: str
) -> HttpResponse:
    user = _found(request, user_id)
    if act not in ACTS or role not in MAY:
        raise Http404("there is no such role")
    if not _is_allowed(request, role):
        raise PermissionDenied
    words = f"Make {user} {_a(role)}" if act == "grant" else f"Take the role of {role} from {user}"
    asked = Act(
        title=words,
        button=words,
        means=_means(user, act, role),
        run=partial(ACTS[act], user.id, role),
        done=f"From now on {user} is {_a(role)}." if act == "grant" else f"From now on {user} is not {_a(role)}.",
        back=reverse("admin:accounts_user_roles", args=[user.pk]),
        is_grave=role == "superuser" or act == "take",
    )
    return carry_out(request, model_admin, asked)


def _found(request: HttpRequest, user_id: UUID) -> User:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return get_object_or_404(User, pk=user_id)


def _is_allowed(request: HttpRequest, role: str) -> bool:
    """Nobody makes themselves one who may do more than they."""
    return role != "superuser" or bool(getattr(request.user, "is_superuser", False))


def _means(user: User, act: str, role: str) -> Sequence[str]:
    if act == "grant":
        return [f"{role.capitalize()}: {MAY[role]}.", "It holds from the next page that they open."]
    left = load(USER, user.id)[0].roles - {role}
    stays = f"{user} is still {', '.join(map(_a, sorted(left)))}." if left else f"{user} can't enter the admin then."
    return [f"{role.capitalize()}: {MAY[role]}.", stays]


def _a(role: str) -> str:
    return f"an {role}" if role[0] in "aeio" else ("on the staff" if role == "staff" else f"a {role}")
