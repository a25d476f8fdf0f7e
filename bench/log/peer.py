"""pyeventsourcing (PyPI: eventsourcing): its recorder for appends, an application of its own for the rest."""

from typing import Any
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent
from psycopg.conninfo import conninfo_to_dict

from bench.log.note import EVENTS_OF_A_STREAM, METADATA, TEXT, batched, nth_stream, written
from es_core import codec

PAGE = 2000
SCHEMAS = {False: "peer", True: "peer_functions"}
TABLES = "CREATE SCHEMA peer; CREATE SCHEMA peer_functions;"


class Note(Aggregate):
    """Its first event says that it was created, all others that it was written."""

    def __init__(self, number: int) -> None:
        self.words = 0

    @staticmethod
    def create_id(number: int) -> UUID:
        return nth_stream(number)

    @event("Written")
    def write(self, title: str, text: str, words: int, tags: list[str], metadata: dict[str, str]) -> None:
        self.words += words


class Favorite(Aggregate):
    def __init__(self, article_id: UUID, reader_id: UUID) -> None:
        self.article_id = article_id
        self.reader_id = reader_id


class Peer:
    """`functions`: with its database functions, in which it may skip events on reading; else its default recorder."""

    functions = False

    def __init__(self, where: str) -> None:
        self.application: Any = Application(env=_environment(where, self.functions))
        self.recorder = self.application.recorder
        self.state = codec.encode(written(uuid4()) | {"metadata": METADATA})
        self.articles = [nth_stream(-1 - n) for n in range(20)]
        self.asked = 0

    def fill(self, streams: int) -> int:
        return sum(len(self.application.save(*map(self._written, some))) for some in batched(streams))

    def _written(self, n: int) -> Note:
        note = Note(n)
        for _ in range(EVENTS_OF_A_STREAM - 1):
            note.write("A wall falls down", TEXT, 12, ["garden", "kitchen"], METADATA)
        return note

    def append(self, events: int) -> int:
        """As its application would, but with the event already in bytes."""
        stream_id, topic = uuid4(), "bench.log.peer:Note.Written"
        stored = [StoredEvent(stream_id, version, topic, self.state) for version in range(1, events + 1)]
        return len(self.recorder.insert_events(stored))

    def read_all(self) -> int:
        count, start = 0, 1
        while page := self.recorder.select_notifications(start, PAGE):
            count += sum(1 for each in page if self.application.mapper.to_domain_event(each))
            start = page[-1].id + 1
        return count

    def load(self, streams: int) -> int:
        self.asked += 1
        return int(self.application.repository.get(nth_stream(self.asked % streams)).version)

    def command(self) -> int:
        """Saving alone: nothing is loaded, recorded about the command, or projected."""
        self.asked += 1
        return len(self.application.save(Favorite(self.articles[self.asked % len(self.articles)], uuid4())))


class PeerWithFunctions(Peer):
    functions = True


def _environment(where: str, functions: bool) -> dict[str, str]:
    known = conninfo_to_dict(where)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(known["dbname"]),
        "POSTGRES_HOST": str(known["host"]),
        "POSTGRES_PORT": str(known.get("port", 5432)),
        "POSTGRES_USER": str(known["user"]),
        "POSTGRES_PASSWORD": str(known.get("password") or "none"),
        "POSTGRES_SCHEMA": SCHEMAS[functions],
        "POSTGRES_ENABLE_DB_FUNCTIONS": "y" if functions else "n",
        "POSTGRES_POOL_SIZE": "1",
    }
