"""`./manage.py es_import`: a site from a file that es_export wrote."""

import argparse
import gzip
from pathlib import Path
from typing import IO, Any, cast

import msgspec
from django.core.management.base import BaseCommand, CommandError

from es_core.management import passphrase
from es_core.management.chosen import RawHelp
from es_core.management.rebuilding import rebuilt
from es_core.moving.file import Header, Reader, Secrets
from es_core.moving.importing import check_file, check_site, take_in
from es_core.moving.problems import Unusable
from es_core.moving.sealing import Box, opened
from es_core.projector import projectors

UNBUILT = "All is imported, but the read models are not all made ({}). Make them: ./manage.py rebuild_projections --all"
NO_SECRETS = (
    "The file has no secrets: nobody can sign in until ./manage.py changepassword, sealed fields stay unreadable."
)


class Command(RawHelp, BaseCommand):
    help = """Make a site of a file that es_export wrote, in a new database that is migrated and empty, with the site's
    BLIND_INDEX_KEY set as it was. The file is checked from end to end before anything is written, and all of it is
    imported or nothing. Keys of personal fields are wrapped anew with this site's KEY_ENCRYPTION_KEY.

    ./manage.py es_import site.jsonl.gz --print-key    the old site's BLIND_INDEX_KEY, to be set first
    ./manage.py es_import site.jsonl.gz --check        only look whether the file is sound
    ./manage.py migrate && ./manage.py es_import site.jsonl.gz && ./manage.py es_verify_log
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--check", action="store_true", help="import nothing")
        only.add_argument("--print-key", action="store_true", help="import nothing, print BLIND_INDEX_KEY=...")
        parser.add_argument("--json", action="store_true", help="for scripts")
        passphrase.add_argument(parser)

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            self._handle(file, options)
        except Unusable as reason:
            raise CommandError(str(reason)) from reason
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror or error}") from error

    def _handle(self, file: Path, options: dict[str, Any]) -> None:
        with open_file(file) as opened_file:
            header = Reader(opened_file).header
        if not options["check"] and not options["print_key"]:
            check_site(header)
        box = _box(header, options["passphrase_file"])
        if options["print_key"]:
            self.stdout.write(f"BLIND_INDEX_KEY={_blind_index_key(header.secrets, box)}")
            return
        with open_file(file) as opened_file:
            check_file(opened_file, box)
        if not options["check"]:
            with open_file(file) as opened_file:
                take_in(opened_file, box)
            _make_read_models()
        self._tell(file, header, options)

    def _tell(self, file: Path, header: Header, options: dict[str, Any]) -> None:
        if options["json"]:
            told = {"imported": not options["check"], "head": header.head, "rows": header.rows}
            self.stdout.write(msgspec.json.encode(told).decode())
            return
        done = "is sound" if options["check"] else "is imported"
        self.stdout.write(f"{file} {done}: {header.rows['es_event']:,} events up to position {header.head:,}.")
        if header.secrets is None:
            self.stdout.write(NO_SECRETS)


def open_file(file: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(file)) if file.suffix == ".gz" else file.open("rb")


def _box(header: Header, file: Path | None) -> Box | None:
    if header.secrets is None:
        return None
    return opened(passphrase.given(file, twice=False), header.secrets.salt, header.secrets.check)


def _blind_index_key(secrets: Secrets | None, box: Box | None) -> str:
    if secrets is None or box is None:
        raise Unusable("the file has no secrets: take the BLIND_INDEX_KEY from the old site")
    return box.open("blind_index_key", secrets.blind_index_key)


def _make_read_models() -> None:
    if failures := [each.failure for each in rebuilt(list(projectors.values())) if each.failure]:
        raise CommandError(UNBUILT.format("; ".join(failures)))
