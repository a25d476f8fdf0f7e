"""`./manage.py suspend_user`: somebody is shut out, or let in again."""

import argparse
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from accounts import moderation
from accounts.management.asking import needs_terminal, sure
from accounts.management.who import user_meant
from accounts.models import User
from es_core.context import acting
from es_core.errors import Rejected
from es_core.management.chosen import RawHelp

CHANNEL = "manage.py suspend_user"


class Command(RawHelp, BaseCommand):
    help = """Suspend a person, or restore one: sessions, tokens and all that they wrote go at once, and come back.

    ./manage.py suspend_user ann --reason "Sells watches"    ann is told the reason when she tries to sign in
    ./manage.py suspend_user ann --restore

    Asks before it suspends, unless --yes. Ends with 0 when it is so, also if it was so before, and with 1 when it can't
    be: an unknown person, no reason, the last superuser.
    """
    requires_migrations_checks = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("who", metavar="USERNAME_OR_ID", help="or the e-mail address")
        wanted = parser.add_mutually_exclusive_group(required=True)
        wanted.add_argument("--reason", help="told to the person")
        wanted.add_argument("--restore", action="store_true", help="let them in again")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--json", action="store_true", help="say what was done as JSON")

    def handle(self, *, who: str, reason: str | None, restore: bool, **options: Any) -> None:
        user = user_meant(who)
        if not (restore or options["yes"]):
            needs_terminal("give --yes")
            if not sure(f"{user} ({user.id}) will be shut out, and nobody will see what they wrote."):
                raise CommandError("nothing was done")
        try:
            with acting(actor=None, channel=CHANNEL):
                moderation.restore(user.id) if restore else moderation.suspend(user.id, reason or "", by=None)
        except Rejected as refusal:
            raise CommandError(f"{user}: {refusal.field} {refusal.message}") from refusal
        self._say(user, is_suspended=not restore, as_json=options["json"])

    def _say(self, user: User, *, is_suspended: bool, as_json: bool) -> None:
        facts = {"user_id": user.id, "username": user.username, "is_suspended": is_suspended}
        words = f"{user} is {'suspended' if is_suspended else 'not suspended any more'}."
        self.stdout.write(msgspec.json.encode(facts).decode() if as_json else words)
