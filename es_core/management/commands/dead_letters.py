"""`./manage.py dead_letters`: events that a projector could not take, to be looked at, replayed or dropped."""

import argparse
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from es_core import context, dead_letters, operating
from es_core.errors import Rejected
from es_core.management.chosen import USAGE, RawHelp, agreed
from es_core.management.commands.run_projectors import named
from es_core.models import DeadLetter
from es_core.operating.rules import DropDeadLetters, ParkEvent, ReplayDeadLetters
from es_core.projector import Projector
from es_core.runner import checkpoint


class Command(RawHelp, BaseCommand):
    help = """Events that a catch-up projector could not take, and those of their streams that wait behind them.

    ./manage.py dead_letters                     what there is; exit code 1 when there is any
    ./manage.py dead_letters replay activity     once more, in order, after the handler was mended
    ./manage.py dead_letters drop activity       give them up: the read model goes without them until it is rebuilt
    ./manage.py dead_letters park activity       the event that a paused one stands at becomes a dead letter, too
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("act", nargs="?", choices=("list", "replay", "drop", "park"), default="list")
        parser.add_argument("names", nargs="*", metavar="PROJECTOR", help="none is all of them, for list and replay")
        parser.add_argument("--json", action="store_true", help="for scripts, with the stack of each failure")
        parser.add_argument("--yes", action="store_true", help="drop or park without asking")

    def handle(self, *, act: str, names: list[str], **options: Any) -> None:
        if act in ("drop", "park") and not names:
            raise CommandError(f"name the projector: ./manage.py dead_letters {act} NAME", returncode=USAGE)
        chosen = named(names)
        if act == "list":
            return self._list(chosen, as_json=options["json"])
        with context.acting(actor=None, channel="manage.py dead_letters"):
            if act == "replay":
                self._replay(chosen)
            elif act == "drop":
                self._drop(chosen, sure=options["yes"])
            else:
                self._park(chosen, sure=options["yes"])
        return None

    def _list(self, chosen: list[Projector], *, as_json: bool) -> None:
        letters = [letter for each in chosen for letter in dead_letters.letters_of(each)]
        if as_json:
            self.stdout.write(msgspec.json.encode([_row(each) for each in letters]).decode())
        else:
            for each in letters:
                what = f"{each.projector}  {each.position}  {each.event_type}  stream {each.stream_id}"
                self.stdout.write(f"{what}  {each.error}")
            if not letters:
                self.stdout.write("There are no dead letters.")
        if letters:
            raise SystemExit(1)

    def _replay(self, chosen: list[Projector]) -> None:
        stuck = False
        for each in chosen:
            if dead_letters.letters_of(each).exists():
                operating.tell(ReplayDeadLetters(projector=each.name, operation_id=context.new_id()))
            outcome = dead_letters.replay(each)
            self.stdout.write(f"{each.name}: {outcome.replayed} replayed, {len(outcome.stuck)} streams still stuck")
            for stream_id, problem in outcome.stuck.items():
                stuck = True
                self.stderr.write(f"  stream {stream_id}: {problem}")
        if stuck:
            raise SystemExit(1)

    def _drop(self, chosen: list[Projector], *, sure: bool) -> None:
        for each in chosen:
            n = dead_letters.letters_of(each).count()
            if n and not sure and not agreed(f"Drop {n} dead letters of {each.name} for good? [y/N] "):
                raise CommandError("nothing was dropped (--yes drops without asking)")
            if n:
                operating.carry_out(DropDeadLetters(projector=each.name))
            self.stdout.write(f"{each.name}: {n} dropped")

    def _park(self, chosen: list[Projector], *, sure: bool) -> None:
        for each in chosen:
            state = checkpoint.find(each)
            if state is None or state.failing is None:
                raise CommandError(f"{each.name} stands at no event that it could not take")
            if not sure and not agreed(f"{state.reason}\nPark it, and go on without it and its stream? [y/N] "):
                raise CommandError("nothing was parked (--yes parks without asking)")
            try:
                operating.carry_out(ParkEvent(projector=each.name, position=state.failing))
            except Rejected as reason:
                raise CommandError(f"{each.name}: {reason.message}") from reason
            self.stdout.write(f"{each.name} goes on behind position {state.failing}")


def _row(letter: DeadLetter) -> dict[str, Any]:
    names = ("projector", "position", "stream_id", "event_type", "error", "stack", "tries", "parked_at")
    return {name: getattr(letter, name) for name in names}
