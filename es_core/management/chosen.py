"""What operators say: names of projectors, numbers, yes."""

import argparse
from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandError

from es_core.projector import Projector, projectors

USAGE = 2  # the exit code for what can't be meant


def named(names: Sequence[str], otherwise: str) -> list[Projector]:
    """Raises CommandError for an unknown name, and for no name at all."""
    unknown = [name for name in names if name not in projectors]
    if unknown or not names:
        problem = f"unknown: {', '.join(unknown)}" if unknown else f"name a projector, or give {otherwise}"
        raise CommandError(f"{problem}; there are: {', '.join(projectors)}", returncode=USAGE)
    return [projectors[name] for name in names]


def agreed(question: str) -> bool:
    """Nobody there to be asked is a no."""
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False


def at_least_one(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a number from 1 on, not {text!r}")
    return int(text)


class RawHelp:
    """Mix-in of commands whose help has examples in lines."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(  # type: ignore[misc]  # BaseCommand has it
            prog_name, subcommand, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs
        )
