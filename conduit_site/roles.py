"""What a role may: a Django group by its name. Which groups there are and what they may is code, made by `migrate`; who
is in them the log says (`GrantRole`, `TakeRole`)."""

from typing import Any

from django.apps import apps as installed
from django.db.models import Q

APPS = ("accounts", "blog", "es_core")

VIEW = Q(content_type__app_label__in=APPS, codename__startswith="view_") & ~Q(codename="view_personal")
GROUP = Q(content_type__app_label="auth", codename="view_group")
RIGHTS = {
    "viewer": (),
    "moderator": ("blog.moderate", "accounts.suspend_user"),
    "operator": ("es_core.operate", "es_core.view_personal", "es_core.export_audit"),
}


def set_rights(*, apps: Any = installed, **_: Any) -> None:
    """After a migration, when every app has its permissions: these groups have these rights, whatever they had."""
    try:
        group, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    for role, rights in RIGHTS.items():
        wanted = VIEW | GROUP
        for each in rights:
            app, codename = each.split(".")
            wanted |= Q(content_type__app_label=app, codename=codename)
        found, _ = group.objects.get_or_create(name=role)
        found.permissions.set(permission.objects.filter(wanted))
