"""Personal fields in the admin: hidden, unless somebody who may see them says so; and then that is on record."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from es_core.audit import note

VIEW_PERSONAL = "es_core.view_personal"
PERSONAL = "personal"  # the parameter of an address that asks for them


def may_see(request: HttpRequest) -> bool:
    return request.user.has_perm(VIEW_PERSONAL)


def sees(request: HttpRequest) -> bool:
    return request.GET.get(PERSONAL) == "1" and may_see(request)


def looked(what: str, *, about: tuple[str, UUID] | None = None, **payload: Any) -> None:
    """Before anything is shown: what can't be put on record is not shown."""
    note("PersonalFieldsShown", reason=what, about=about, payload=payload)
