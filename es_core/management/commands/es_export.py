"""`./manage.py es_export`: the whole site in one file."""

import argparse
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from es_core import context
from es_core.audit import note
from es_core.management import passphrase
from es_core.management.chosen import RawHelp
from es_core.management.files import new_file
from es_core.moving.exporting import export
from es_core.moving.sealing import Box
from es_core.one_moment import Restless

NO_SECRETS = """\
Without --with-secrets: passwords and the keys of personal fields stay here. A site made of this file has the whole log,
but nobody can sign in until a password is set, and e-mail addresses are unreadable there for ever."""
KEEP = "Keep the file like the database itself: the command record in it holds addresses of people's machines."


class Command(RawHelp, BaseCommand):
    help = """Write the whole site into one file, while it runs: the log with its positions, the command record,
    accounts, roles; with --with-secrets also passwords and keys, sealed with a passphrase. es_import reads it.

    ./manage.py es_export site.jsonl.gz --with-secrets
    ./manage.py es_export /backups                     a name with the date is made up; gzip by the name's end
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("place", type=Path, metavar="DIR_OR_FILE")
        parser.add_argument("--with-secrets", action="store_true", help="passwords and keys too, sealed")
        parser.add_argument("--json", action="store_true", help="for scripts")
        passphrase.add_argument(parser)

    def handle(self, *, place: Path, **options: Any) -> None:
        target = _target(place)
        secret = passphrase.given(options["passphrase_file"], twice=True) if options["with_secrets"] else None
        with context.acting(actor=None, channel="manage.py es_export"):
            note("SiteExported", reason="with secrets" if secret else "without secrets")
        try:
            with new_file(target) as file:
                header = export(file, Box(secret) if secret else None)
        except Restless as reason:
            raise CommandError(str(reason)) from reason
        except OSError as error:
            raise CommandError(f"{target} could not be written: {error.strerror or error}") from error
        if options["json"]:
            told = {"file": str(target), "head": header.head, "rows": header.rows, "secrets": secret is not None}
            self.stdout.write(msgspec.json.encode(told).decode())
            return
        self.stdout.write(f"{target}: {header.rows['es_event']:,} events up to position {header.head:,}.")
        self.stdout.write(KEEP if secret else f"{KEEP}\n{NO_SECRETS}")


def _target(place: Path) -> Path:
    target = place / f"es_export-{context.now():%Y%m%d-%H%M%S}.jsonl.gz" if place.is_dir() else place
    if target.exists():
        raise CommandError(f"{target} is there already: name another file")
    if not target.parent.is_dir():
        raise CommandError(f"there is no directory {target.parent}")
    return target
