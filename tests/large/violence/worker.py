"""A process that sends commands without any web: favorites of a few readers on a few articles, so that many meet.

python -m tests.large.violence.worker NOTES     until it is told to stop
"""

import os
import random
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import django
from django.db import DatabaseError, InterfaceError, connection

READERS = [uuid5(UUID(int=0), f"reader {n}") for n in range(5)]


def main(notes_directory: Path) -> None:
    from es_core.context import acting, new_id
    from tests.large.violence.notes import Notes

    notes = Notes(notes_directory)
    with acting(actor=None, channel="violence"):
        while True:
            if article := insist(some_article):
                command_id = new_id()
                command = random_command(article)
                executed = insist(lambda command=command, command_id=command_id: send(command, command_id))
                positions = [each.position for each in executed.events]
                notes.accepted(command_id, type(command).__name__, positions)
            time.sleep(0.01)


def some_article() -> UUID | None:
    from blog.models import Article

    ids = list(Article.objects.order_by("position").values_list("id", flat=True)[:20])
    return random.choice(ids) if ids else None


def random_command(article: UUID) -> Any:
    from blog.domain.favorite import FavoriteArticle, UnfavoriteArticle

    wanted = random.choice([FavoriteArticle, UnfavoriteArticle])
    return wanted(article_id=article, reader_id=random.choice(READERS))


def send(command: Any, command_id: UUID) -> Any:
    from blog.domain.favorite import FAVORITE
    from es_core.execute import execute

    return execute(FAVORITE, command, command_id=command_id)


def insist(call: Any) -> Any:
    """Until there is an answer."""
    while True:
        try:
            return call()
        except (DatabaseError, InterfaceError) as error:
            print(f"worker {os.getpid()}: {error}".partition("\n")[0], flush=True)
            connection.close()
            time.sleep(0.2)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduit_site.settings")
    django.setup()
    main(Path(sys.argv[1]))
