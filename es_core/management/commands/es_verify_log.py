"""`./manage.py es_verify_log`: is the log sound?"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress

from es_core.log_checks import Finding, log_checks
from es_core.log_checks.check import Check
from es_core.management.chosen import USAGE, RawHelp, at_least_one
from es_core.one_moment import one_moment
from es_core.progress import bars
from es_core.statements import one


@dataclass(frozen=True, slots=True)
class Checked:
    """`more`: there are findings beyond those listed."""

    name: str
    seconds: float
    findings: list[Finding] = field(default_factory=list)
    more: bool = False


class Command(RawHelp, BaseCommand):
    help = """Look whether the event log keeps its promises: streams without holes, every event readable, claims and
    their holders agreeing, command records, keys and sealed values, the database's own guards. Changes nothing, may
    run beside the site. Exit code 1 when something was found.

    ./manage.py es_verify_log
    ./manage.py es_verify_log --only claims --most 1000
    ./manage.py es_verify_log --json | jq .findings
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for scripts")
        parser.add_argument("--most", type=at_least_one, default=20, metavar="N", help="findings listed a check (20)")
        parser.add_argument("--only", action="append", metavar="CHECK", help="may be given more than once")

    def handle(self, **options: Any) -> None:
        checks = _chosen(options["only"])
        with one_moment(), bars() as progress:
            head, events = one("SELECT coalesce(max(position), 0), count(*) FROM es_event")
            checked = [_look(name, each, events, options["most"], progress) for name, each in checks.items()]
        told = _as_json(head, events, checked) if options["json"] else "\n".join(_as_lines(head, events, checked))
        self.stdout.write(told)
        if any(each.findings for each in checked):
            raise SystemExit(1)


def _chosen(names: list[str] | None) -> dict[str, Check]:
    checks = log_checks()
    if unknown := [name for name in names or () if name not in checks]:
        raise CommandError(f"there is no check {unknown[0]!r}; there are: {', '.join(checks)}", returncode=USAGE)
    return {name: each for name, each in checks.items() if names is None or name in names}


def _look(name: str, check: Check, events: int, most: int, progress: Progress) -> Checked:
    began = time.perf_counter()
    task = progress.add_task(name, total=events)
    found = list(islice(check(lambda done: progress.advance(task, done)), most + 1))
    progress.update(task, completed=events)
    return Checked(name, round(time.perf_counter() - began, 3), found[:most], more=len(found) > most)


def _as_json(head: int, events: int, checked: list[Checked]) -> str:
    findings = [{"check": each.name, **asdict(finding)} for each in checked for finding in each.findings]
    checks = [
        {"name": each.name, "seconds": each.seconds, "findings": len(each.findings), "more": each.more}
        for each in checked
    ]
    whole = {"sound": not findings, "head": head, "events": events, "checks": checks, "findings": findings}
    return msgspec.json.encode(whole).decode()


def _as_lines(head: int, events: int, checked: list[Checked]) -> Iterator[str]:
    for each in checked:
        for finding in each.findings:
            yield f"{each.name}: {_place(finding)}{finding.message}"
        if each.more:
            yield f"{each.name}: and more; --most N lists more of them"
    broken = [each.name for each in checked if each.findings]
    verdict = f"not sound: {', '.join(broken)}" if broken else "the log is sound"
    yield f"{events:,} events up to position {head:,}, {len(checked)} checks: {verdict}."


def _place(finding: Finding) -> str:
    position = f"at position {finding.position}" if finding.position is not None else ""
    stream = f"stream {finding.stream_id}" if finding.stream_id else ""
    return f"{', '.join(filter(None, (position, stream)))}: " if position or stream else ""
