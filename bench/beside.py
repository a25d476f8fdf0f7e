"""What a bench of a served site has beside the server: clients in a process of their own, an article, costs."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

from accounts import commands
from bench.live.server import Server
from blog.commands import publish_article
from blog.models import Article
from es_core.context import new_id

Pipe: TypeAlias = "Connection[Any, Any]"


@dataclass
class Costs:
    """At one moment: CPU in seconds, memory in bytes."""

    at: float
    server: float
    clients: float
    memory: int


@contextmanager
def in_a_process(target: Callable[..., None], *arguments: Any) -> Iterator[Pipe]:
    """Of its own, so that what it does costs the server nothing but the machine's time. `target` gets the other end of
    the pipe first, and answers "cpu" with its seconds."""
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe()
    process = spawning.Process(target=target, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
        process.join(30)
    finally:
        process.kill()


def costs(server: Server, pipe: Pipe) -> Costs:
    pipe.send("cpu")
    return Costs(time.monotonic(), server.cpu_seconds(), pipe.recv(), server.memory())


def watched_article() -> Article:
    name = f"bench{new_id().hex[-12:]}"
    author = commands.register(username=name, email=f"{name}@example.org", password=None)
    publish_article(author_id=author, title=name, description="Watched", body="Words. " * 200, tags=("bench",))
    return Article.objects.get(title=name)
