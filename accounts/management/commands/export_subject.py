"""`./manage.py export_subject`: everything that the site holds of a person, as JSON."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.domain.user import USER
from accounts.management.who import user_meant
from es_core import context, subjects
from es_core.audit import note
from es_core.management.chosen import RawHelp
from es_core.management.files import new_file


class Command(RawHelp, BaseCommand):
    help = """Write everything that the site holds of a person as one JSON document, sealed values opened.

    ./manage.py export_subject ann --output ann.json
    ./manage.py export_subject 0190a000-0000-7000-8000-0000000000aa | jq .profile

    It reads the whole log once, for what somebody did whose command records were purged by age. It holds an e-mail
    address and more: the file is made for you alone to read, keep it so.
    """
    requires_migrations_checks = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("who", metavar="USERNAME_OR_ID", help="or the e-mail address")
        parser.add_argument("--output", type=Path, metavar="FILE", help="a new file; standard output by default")

    def handle(self, *, who: str, output: Path | None, **options: Any) -> None:
        user = user_meant(who)
        if output and output.exists():
            raise CommandError(f"{output} is there already: name another file")
        with context.acting(actor=None, channel="manage.py export_subject"):
            note("SubjectExported", reason="by an operator", about=(USER.category, user.id))
        lines = subjects.export(user.id, scan=True)
        if output:
            _write(output, lines)
            self.stdout.write(f"Everything about {user.username} is in {output}.")
        else:
            self.stdout.writelines(lines)


def _write(output: Path, lines: Iterable[str]) -> None:
    try:
        with new_file(output) as file:
            file.writelines(each.encode() for each in lines)
    except OSError as reason:
        raise CommandError(f"{output} could not be written: {reason.strerror}") from reason
