"""Sets somebody's password, by command; all their sessions end."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import commands
from accounts.backends import find_user_id
from accounts.management.asking import ask_password, needs_terminal
from es_core.context import acting
from es_core.management.chosen import RawHelp


class Command(RawHelp, BaseCommand):
    help = """Set a user's password. It is asked for on the terminal, twice; all sessions of that user end.

    ./manage.py changepassword ann
    """
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="or the e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        user_id = find_user_id(username=options["username"])
        if user_id is None:
            raise CommandError(f"nobody is called {options['username']!r}")
        needs_terminal("run it in one")
        password = ask_password(self.stderr)
        with acting(actor=None, channel="manage.py changepassword"):
            commands.change_password(user_id, password)
        self.stdout.write(f"The password of {options['username']} is changed.")
