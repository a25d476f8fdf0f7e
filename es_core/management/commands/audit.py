"""`./manage.py audit`: who asked what of the site, when, from where, and what came of it."""

import argparse
import getpass
import sys
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from es_core import context
from es_core.audit import handing_out, note
from es_core.audit.asking import Asking
from es_core.audit.entry import Entry
from es_core.audit.meanings import names_of
from es_core.audit.question import SLOW, Question, Sort
from es_core.audit.reading import page
from es_core.audit.written import written
from es_core.management.chosen import USAGE, RawHelp, at_least_one

CHANNEL = "manage.py audit"
SORTS = f"slowest: only what took {SLOW} ms or more"
PIPED = 200  # columns, where no terminal says how many
OPTIONS = (
    "actor",
    "name",
    "status",
    "channel",
    "stream_type",
    "stream",
    "correlation",
    "address",
    "since",
    "until",
    "sort",
)


class Command(RawHelp, BaseCommand):
    help = """Commands whatever came of them, sign-ins, sockets, exports, looks at personal fields: newest first.

    ./manage.py audit                                                     the last fifty
    ./manage.py audit ann@example.org --name SignIn --status rejected --since yesterday
                                                                          failed sign-ins under an e-mail address
    ./manage.py audit --address 192.0.2.7 --name SignIn --status rejected --since 12h
    ./manage.py audit --stream 0190a000-0000-7000-8000-0000000000aa       all that was asked of one article
    ./manage.py audit --correlation 0190a000-0000-7000-8000-0000000000bb  what else that request did
    ./manage.py audit "too many" --status noted --sort oldest
    ./manage.py audit --status failed --since 7d --json | jq .reason      all of them, one JSON object a line
    ./manage.py audit --actor ann --csv > ann.csv

    Times are UTC: 2026-11-25, "2026-11-25 22:00", 12h or 7d ago, today, yesterday. --json and --csv write everything
    that fits. Addresses, browsers and e-mail addresses are masked; --personal shows them. Exports, and looks with
    --personal, are put on record. Exit code 2 for what can't be meant.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "q", nargs="?", default="", metavar="SEARCH", help="an id, a name, an e-mail address, words"
        )
        parser.add_argument("--actor", metavar="WHO", help="a name, an e-mail address or an id")
        parser.add_argument("--name", metavar="COMMAND", help="SignIn, PublishArticle, ...")
        parser.add_argument("--status", choices=("accepted", "rejected", "failed", "noted"))
        parser.add_argument("--channel", help="web, api, socket, 'manage.py seed_demo', ...")
        parser.add_argument("--stream-type", metavar="TYPE", help="article, session, ...")
        parser.add_argument("--stream", metavar="UUID")
        parser.add_argument("--correlation", metavar="UUID", help="one request")
        parser.add_argument("--address", help="of a machine, or a network such as 192.0.2.0/24")
        parser.add_argument("--since", metavar="TIME")
        parser.add_argument("--until", metavar="TIME", help="not included")
        parser.add_argument("--sort", choices=[str(each) for each in Sort], default=str(Sort.NEWEST), help=SORTS)
        parser.add_argument("--most", type=at_least_one, default=50, metavar="N", help="lines of the table (50)")
        parser.add_argument("--personal", action="store_true", help="don't mask what identifies a person")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--json", action="store_true", help="everything that fits, one JSON object a line")
        how.add_argument("--csv", action="store_true", help="everything that fits, for a spreadsheet")

    def handle(self, **options: Any) -> None:
        question = _question(options)
        with context.acting(actor=None, channel=CHANNEL):
            if options["json"] or options["csv"]:
                self._export(question, "csv" if options["csv"] else "jsonl", personal=options["personal"])
            else:
                self._show(question, options["most"], personal=options["personal"])

    def _show(self, question: Question, most: int, *, personal: bool) -> None:
        found = page(question, size=most)
        if not found.entries:
            self.stdout.write("Nothing on record fits.")
            return
        if personal:
            payload = {"question": question.given(), "entries": len(found.entries), "system_user": getpass.getuser()}
            note("PersonalFieldsShown", reason="a list of the audit", payload=payload)
        entries = found.entries if personal else [each.masked() for each in found.entries]
        Console(file=cast(IO[str], self.stdout), width=None if sys.stdout.isatty() else PIPED).print(
            _table(entries, personal)
        )
        if found.behind:
            self.stdout.write(f"There is more: --most shows more than {most} lines, --json all of it.")

    def _export(self, question: Question, how: str, *, personal: bool) -> None:
        asked = {"question": question.given(), "sort": question.sort, "as": how, "personal": personal}
        asked["system_user"] = getpass.getuser()
        export = handing_out("AuditExported", reason=f"the audit, as {how}", payload=asked)
        for line in written(question, how, export, personal=personal):
            self.stdout.write(line, ending="")


def _question(options: dict[str, Any]) -> Question:
    asking = Asking({name: options[name] or "" for name in ("q", *OPTIONS)})
    if asking.is_valid():
        return asking.question
    problems = (
        f"{'SEARCH' if name == 'q' else '--' + name.replace('_', '-')}: {' '.join(map(str, wrong))}"
        for name, wrong in asking.errors.items()
    )
    raise CommandError("\n".join(problems), returncode=USAGE)


def _table(entries: list[Entry], personal: bool) -> Table:
    names = names_of({each.actor_id for each in entries if each.actor_id})
    table = Table("when (UTC)", "who", "what", "outcome", "from", "took", "request", box=None, pad_edge=False)
    table.columns[0].no_wrap = True
    for each in entries:
        who = names.get(each.actor_id, str(each.actor_id)) if each.actor_id else "-"
        what = f"{each.name} {each.stream_type} {each.stream_id}" if each.stream_id else each.name
        place = f"{each.channel} {each.address or ''}" + (f" {each.agent}" if personal else "")
        outcome = f"{each.status} {each.reason}".strip()
        when = f"{each.started_at:%Y-%m-%d %H:%M:%S}"
        table.add_row(
            *map(escape, (when, who, what, outcome, place.strip(), f"{each.duration_ms:.1f} ms")),
            str(each.correlation_id),
        )
    return table
