"""`./manage.py run_projectors`: feeds catch-up projectors, here and on as many machines as you like."""

import argparse
import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from es_core import tail, wake
from es_core.management.chosen import USAGE, RawHelp
from es_core.operating import worker
from es_core.process import fed
from es_core.projector import Projector
from es_core.runner import Runner
from es_core.status import Status, statuses


class Command(RawHelp, BaseCommand):
    help = """Feed catch-up projectors and processes from the log, until it is told to stop; the batch at hand is
finished first. A running site does so already; more runners, on any machine, share the work.

    ./manage.py run_projectors                    all of them; scheduled commands are sent, and operations done, too
    ./manage.py run_projectors activity --once    up to the end of the log; exit code 1 when it did not get there
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="catch-up projectors; none is all of them")
        parser.add_argument("--once", action="store_true", help="stop at the end of the log")

    def handle(self, *, names: list[str], once: bool, **options: Any) -> None:
        chosen = named(names)
        runner = Runner(chosen if names else None)
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, lambda number, frame: _stop(runner, number, frame))
        if once:
            head = tail.head()  # what comes meanwhile is no failure
            runner.run_once()
            self._tell_who_is_behind({each.name for each in chosen}, head)
        else:
            wake.listen()
            if not names:
                worker.start()
            self.stdout.write(f"Feeding {', '.join(each.name for each in chosen)}; Ctrl-C stops it.")
            self.stdout.flush()
            runner.run()
            worker.stop()
            wake.stop_listening()

    def _tell_who_is_behind(self, names: set[str], head: int) -> None:
        behind = [each for each in statuses() if each.name in names and _is_behind(each, head)]
        for each in behind:
            self.stderr.write(f"{each.name} is {each.lag} events behind: {each.state}. {each.reason}".rstrip())
        if behind:
            raise SystemExit(1)


def _is_behind(found: Status, head: int) -> bool:
    return found.checkpoint < head or found.dead_letters > 0 or found.state in ("paused", "rebuild due")


def named(names: list[str]) -> list[Projector]:
    """Catch-up projectors and processes; none is all."""
    there_are = {each.name: each for each in fed()}
    if unknown := [name for name in names if name not in there_are]:
        problem = f"no catch-up projector: {', '.join(unknown)}; there are: {', '.join(there_are) or 'none'}"
        raise CommandError(problem, returncode=USAGE)
    return [there_are[name] for name in names or there_are]


def _stop(runner: Runner, number: int, frame: FrameType | None) -> None:
    runner.stop()
