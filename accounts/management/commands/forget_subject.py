"""`./manage.py forget_subject`: a person is forgotten, for good."""

import argparse
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from accounts.forgetting import forget_again, forget_user
from accounts.management.asking import needs_terminal, sure
from accounts.management.who import user_meant
from accounts.models import User
from es_core.context import acting
from es_core.errors import Rejected
from es_core.management.chosen import RawHelp

CHANNEL = "manage.py forget_subject"
INTERRUPTED = 130


class Command(RawHelp, BaseCommand):
    help = """Forget a person: the keys of what is sealed, the name, the account. This can't be undone.

    ./manage.py forget_subject ann                       articles and comments stay, by deleted-<n>
    ./manage.py forget_subject ann --content delete --yes
    ./manage.py forget_subject --again                   after restoring a backup: everybody whom the log says to be
                                                         forgotten, so that old keys do not bring anybody back

    Interrupted, it is gone on with by running it again. Ends with 0 when the person is forgotten, with 1 when not.
    docs/es_core/people.md tells what forgetting does and what it does not.
    """
    requires_migrations_checks = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("who", nargs="?", metavar="USERNAME_OR_ID", help="or the e-mail address")
        parser.add_argument("--content", choices=["keep", "delete"], default="keep", help="articles and comments")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--json", action="store_true", help="say what was done as JSON")
        parser.add_argument("--again", action="store_true", help="forget all again whom the log says to be forgotten")

    def handle(self, **options: Any) -> None:
        if options["again"] == bool(options["who"]):
            raise CommandError("name one person, or give --again")
        try:
            with acting(actor=None, channel=CHANNEL):
                self._again(options) if options["again"] else self._forget(user_meant(options["who"]), options)
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run it again to go on.", returncode=INTERRUPTED) from None

    def _forget(self, user: User, options: dict[str, Any]) -> None:
        name, erase = user.username, options["content"] == "delete"
        if not options["yes"]:
            needs_terminal("give --yes")
            if not sure(f"{name} ({user.id}) will be forgotten for good, {_content(erase)}."):
                raise CommandError("nothing was done")
        try:
            called = forget_user(user.id, erase=erase)
        except Rejected as reason:
            raise CommandError(f"{name}: {reason.message}") from reason
        self._say(
            f"{name} is forgotten and called {called} from now on, {_content(erase)}.",
            options,
            user_id=user.id,
            called=called,
        )

    def _again(self, options: dict[str, Any]) -> None:
        forgotten = forget_again()
        self._say(f"{forgotten:,} people are forgotten, as the log says.", options, forgotten=forgotten)

    def _say(self, words: str, options: dict[str, Any], **facts: Any) -> None:
        self.stdout.write(msgspec.json.encode(facts).decode() if options["json"] else words)


def _content(erase: bool) -> str:
    return "articles and comments deleted" if erase else "articles and comments kept"
