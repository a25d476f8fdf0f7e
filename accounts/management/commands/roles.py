"""`./manage.py roles`: who may do what on the site."""

import argparse
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from accounts import commands
from accounts.domain.user import ROLES, USER
from accounts.management.who import user_meant
from accounts.models import User
from es_core.context import acting
from es_core.errors import Rejected
from es_core.management.chosen import RawHelp
from es_core.read import load

CHANNEL = "manage.py roles"


class Command(RawHelp, BaseCommand):
    help = """Grant and take roles, and list who has which.

    ./manage.py roles list                   everybody who has a role
    ./manage.py roles list ann
    ./manage.py roles grant ann moderator    ann may hide, unhide, suspend and restore
    ./manage.py roles take ann moderator

    Roles are superuser, staff, viewer, moderator and operator; docs/moderation.md tells what each may. Ends with 1, and
    nothing changed, for an unknown person or role, and when it would leave the site without a superuser.
    """
    requires_migrations_checks = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("act", choices=("list", "grant", "take"))
        parser.add_argument("who", nargs="?", metavar="USERNAME_OR_ID", help="or the e-mail address")
        parser.add_argument("role", nargs="?", choices=ROLES)
        parser.add_argument("--json", action="store_true", help="say it as JSON")

    def handle(self, *, act: str, who: str | None, role: str | None, **options: Any) -> None:
        if act == "list":
            self._list([user_meant(who)] if who else _people(), as_json=options["json"])
            return
        if not (who and role):
            raise CommandError(f"say who and which role: ./manage.py roles {act} ann moderator")
        user = user_meant(who)
        change = commands.grant_role if act == "grant" else commands.take_role
        try:
            with acting(actor=None, channel=CHANNEL):
                change(user.id, role)
        except Rejected as reason:
            raise CommandError(f"{user}: {reason.message}") from reason
        self._list([user], as_json=options["json"])

    def _list(self, people: list[User], *, as_json: bool) -> None:
        found = [(each, sorted(load(USER, each.id)[0].roles)) for each in people]
        if as_json:
            rows = [{"id": user.id, "username": user.username, "roles": roles} for user, roles in found]
            self.stdout.write(msgspec.json.encode(rows).decode())
            return
        width = max((len(user.username) for user, _ in found), default=0)
        for user, roles in found:
            self.stdout.write(f"{user.username:<{width}}  {', '.join(roles) or 'no role'}")
        if not found:
            self.stdout.write("Nobody has a role: ./manage.py createsuperuser")


def _people() -> list[User]:
    return list(User.objects.filter(is_staff=True).order_by("username"))
