"""`./manage.py import_articles`: a folder of Markdown files becomes articles of one author."""

import argparse
import os
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from accounts.domain.names import username_key
from blog.importing import summary
from blog.importing.articles import Import
from blog.importing.files import articles_below
from blog.importing.outcome import Outcome, Result
from es_core.context import acting
from es_core.management.chosen import RawHelp
from es_core.progress import bar
from es_core.read import claim_owner

INTERRUPTED = 128 + signal.SIGINT


class Command(RawHelp, BaseCommand):
    help = """Publish every Markdown file below a folder (.md, .markdown, .mdown) as an article of one author.

    ./manage.py import_articles ~/blog/content --author ann
    ./manage.py import_articles ~/blog/content --author ann --dry-run --json | jq '.files[] | select(.notes != [])'

    The front matter (YAML or TOML, or Pelican's lines) may say title, date, tags, description, draft and slug.
    An article is known again by its author and its path below the folder: run it again, with the same folder, after
    you changed, added or mended files. What changed is edited: the files have the last word, also over what was
    edited on the site. Articles deleted on the site stay deleted. Drafts, and dates in the future, wait.

    Ends with 0 when all is well, with 1 when files were skipped because they are broken; each is named with its line.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--author", metavar="NAME", required=True, help="the username of whoever wrote them")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and change nothing")

        parser.add_argument("--json", action="store_true", help="what became of each file, for scripts")

    def handle(self, *, folder: Path, author: str, dry_run: bool, **options: Any) -> None:
        author_id, found = _author(author), _found(folder)
        importing = Import(folder=folder, author_id=author_id, dry=dry_run)
        outcomes: list[Outcome] = []
        began = time.monotonic()
        try:
            with acting(actor=author_id, channel="manage.py import_articles"):
                for each in _watched(importing.run(found), len(found)):
                    outcomes.append(each)
        except KeyboardInterrupt:
            raise CommandError("Stopped. What is done stays; run it again to go on.", returncode=INTERRUPTED) from None
        finally:
            self._tell(outcomes, time.monotonic() - began, as_json=options["json"])
        _end(outcomes)

    def _tell(self, outcomes: Sequence[Outcome], seconds: float, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(msgspec.json.encode({"files": outcomes, "seconds": round(seconds, 1)}).decode())
        else:
            console = Console(file=self.stdout)  # type: ignore[arg-type] # which writes as a file does
            summary.show(console, outcomes, seconds)


def _author(username: str) -> UUID:
    if owner := claim_owner("username", username_key(username)):
        return owner
    raise CommandError(f"nobody here is called {username!r}; the author must have registered")


def _found(folder: Path) -> Sequence[Any]:
    if not folder.is_dir():
        raise CommandError(f"{folder} is no folder" if folder.exists() else f"there is no folder {folder}")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise CommandError(f"{folder} may not be read")
    found = list(articles_below(folder))
    if not found:
        raise CommandError(f"there are no Markdown files (.md, .markdown, .mdown) below {folder}")
    return found


def _watched(outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
    with bar("Importing", total) as advance:
        for each in outcomes:
            yield each
            advance(1)


def _end(outcomes: Sequence[Outcome]) -> None:
    broken = sum(each.result is Result.BROKEN for each in outcomes)
    if broken:
        raise CommandError(f"{broken:,} of {len(outcomes):,} files were skipped because they are broken.")
