"""`./manage.py postgres PROGRAM ...`: psql, pg_dump and the others, on the embedded database."""

import signal
import subprocess
import sys
from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from conduit_site.postgres.base import embedded
from conduit_site.postgres.binaries import newest
from conduit_site.postgres.initdb import environment
from conduit_site.postgres.sharing import DATABASE, join
from es_core.management.chosen import USAGE, RawHelp


class Command(RawHelp, BaseCommand):
    help = """Run a program of the embedded Postgres on its database; it ends with that program's exit code.

    ./manage.py postgres psql                         a prompt
    ./manage.py postgres pg_dump > backup.sql
    """
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("program", help="psql, pg_dump, pg_restore, pgbench, ...")
        parser.add_argument("arguments", nargs=REMAINDER)

    def handle(self, *args: Any, program: str, arguments: list[str], **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("DATABASE_URL names a server of your own: use its programs.")
        if program not in (there := programs()):
            raise CommandError(f"there is no program {program!r}; there are: {', '.join(there)}", returncode=USAGE)
        cluster = embedded()
        join(cluster)
        address = cluster.address(DATABASE)
        variables = {"PGHOST": address["host"], "PGPORT": str(address["port"]), "PGUSER": address["user"]}
        variables |= {"PGDATABASE": DATABASE}
        signal.signal(signal.SIGINT, lambda number, frame: None)  # in psql Ctrl-C ends a query, not psql
        command = [newest().program(program), *arguments]
        sys.exit(subprocess.run(command, env=environment() | variables, check=False).returncode)


def programs() -> list[str]:
    return sorted(each.name for each in (newest().root / "bin").iterdir())
