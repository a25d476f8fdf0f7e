"""The same rows by psycopg alone, into tables with the same columns and keys: no function, no trigger, no rule."""

from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb, set_json_dumps
from uuid_utils.compat import uuid7

from bench.log.note import AT, EVENTS_OF_A_STREAM, METADATA, NOTE, batched, nth_stream, written
from es_core import codec

TABLES = """
    CREATE SCHEMA bare;
    CREATE TABLE bare.es_event (LIKE public.es_event INCLUDING ALL);
    CREATE TABLE bare.es_command (LIKE public.es_command INCLUDING ALL);
    CREATE TABLE bare.blog_favorite (LIKE public.blog_favorite INCLUDING ALL);
    CREATE TABLE bare.blog_favoritetally (LIKE public.blog_favoritetally INCLUDING ALL);
"""
COLUMNS = """event_id, stream_type, stream_id, version, event_type, schema_version, data,
    metadata, command_id, causation_id, correlation_id, actor_id, recorded_at"""
ONE = f"""
    INSERT INTO bare.es_event ({COLUMNS})
    VALUES (%b, %b, %b, %b, %b, 1, %b, %b, %b, NULL, %b, %b, clock_timestamp()) RETURNING position
"""  # noqa: S608
MANY = f"""
    INSERT INTO bare.es_event ({COLUMNS})
    SELECT id, %b, %b, version, 'NoteWritten', 1, data::jsonb, %b, NULL, NULL, %b, NULL, clock_timestamp()
      FROM unnest(%b::uuid[], %b::int[], %b::text[]) AS event (id, version, data) RETURNING position
"""  # noqa: S608
STREAM = """
    SELECT position, stream_id, version, event_type, schema_version, data::text
      FROM bare.es_event WHERE stream_id = %b ORDER BY version
"""
ALL = """
    SELECT position, stream_id, version, event_type, schema_version, data::text
      FROM bare.es_event WHERE position > %b ORDER BY position LIMIT 2000
"""
COMMAND = """
    INSERT INTO bare.es_command (command_id, name, stream_type, stream_id, actor_id, channel, payload, fingerprint,
        address, agent, correlation_id, causation_id, status, reason, positions, started_at, duration_ms)
    VALUES (%b, 'FavoriteArticle', 'favorite', %b, %b, 'bench', %b, %b,
        NULL, '', %b, NULL, 'accepted', '', ARRAY[%b::bigint], %b, 1)
"""
FAVORITE = "INSERT INTO bare.blog_favorite (article_id, reader_id, position) VALUES (%b, %b, %b)"
TALLY = """
    INSERT INTO bare.blog_favoritetally AS old (scope, key, shard, n) VALUES ('article', %b, %b, 1)
    ON CONFLICT (scope, key, shard) DO UPDATE SET n = old.n + 1
"""


class Bare:
    def __init__(self, where: str) -> None:
        self.connection = psycopg.connect(where, autocommit=True, prepare_threshold=0)
        set_json_dumps(codec.encode, self.connection)
        self.cursor = self.connection.cursor()
        self.articles = [nth_stream(-1 - n) for n in range(20)]
        self.asked = 0

    def _run(self, sql: str, *parameters: Any) -> list[Any]:
        return self.cursor.execute(sql.encode(), parameters).fetchall()

    def fill(self, streams: int) -> int:
        return sum(self._fill(some) for some in batched(streams))

    def _fill(self, some: range) -> int:
        with self.connection.transaction():
            return sum(self._append(nth_stream(n), EVENTS_OF_A_STREAM) for n in some)

    def append(self, events: int) -> int:
        return self._append(uuid7(), events)

    def _append(self, stream_id: UUID, events: int) -> int:
        data = written(stream_id)
        shared = Jsonb(METADATA)
        if events == 1:
            row = (uuid7(), NOTE.category, stream_id, 1, "NoteWritten", Jsonb(data), shared, None, uuid7(), None)
            return len(self._run(ONE, *row))
        text = codec.encode(data).decode()
        columns = [uuid7() for _ in range(events)], list(range(1, events + 1)), [text] * events
        return len(self._run(MANY, NOTE.category, stream_id, shared, uuid7(), *columns))

    def read_all(self) -> int:
        count, after = 0, 0
        while rows := self._run(ALL, after):
            count, after = count + len(rows), rows[-1][0]
        return count

    def load(self, streams: int) -> int:
        self.asked += 1
        return len(self._run(STREAM, nth_stream(self.asked % streams)))

    def command(self) -> int:
        """The rows that a favorite leaves, in one transaction: event, command, read model and its count."""
        self.asked += 1
        article, reader, stream_id = self.articles[self.asked % len(self.articles)], uuid7(), uuid7()
        payload, command_id = Jsonb({"article_id": article, "reader_id": reader}), uuid7()
        with self.connection.transaction():
            event = (uuid7(), "favorite", stream_id, 1, "ArticleFavorited", payload, Jsonb({}))
            [[position]] = self._run(ONE, *event, command_id, uuid7(), article)
            self.cursor.execute(COMMAND, (command_id, stream_id, article, payload, "0" * 64, uuid7(), position, AT))
            self.cursor.execute(FAVORITE, (article, reader, position))
            self.cursor.execute(TALLY, (str(article), stream_id.bytes[-1] % 16))
        return 1
