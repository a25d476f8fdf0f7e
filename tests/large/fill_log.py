"""Fills an empty log with so many events, and the record with a command for every two of them, by the database alone.

    DATABASE_URL=postgres://... .venv/bin/python -m tests.large.fill_log 5000000

No decider was asked and no projector told: it is for measuring what reads the log, and for nothing else. Types are as
uneven as on a site: half of the events are hearts, one type comes once in half a million, one has not come since long
ago. Every hundredth event is of one of five streams that never end; every fourth is by one of ten people.
"""

import os
import sys
import time

import django
from django.db import connection, transaction

AT_ONCE = 250_000

# Ids that grow with n, as those of uuid7 do; three hexadecimal digits tell kinds apart.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION pg_temp.id(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(1750000000000 + n), 12, '0') || '7' || kind || '8000' || lpad(to_hex(n), 12, '0'))::uuid
$$;
"""
EVENTS = """
INSERT INTO es_event (event_id, stream_type, stream_id, version, event_type, schema_version, data, metadata, command_id,
                      causation_id, correlation_id, actor_id, recorded_at)
SELECT pg_temp.id('e00', n), category, CASE WHEN n %% 100 = 0 THEN pg_temp.id('500', n / 100 %% 5)
                                            ELSE pg_temp.id('a00', half) END,
       CASE WHEN n %% 100 = 0 THEN n / 500 + 1 ELSE (n - 1) %% 2 + 1 END,
       CASE WHEN n %% 500000 = 7 THEN 'SubjectForgotten'
            WHEN n < %(many)s / 5 AND n %% 40 = 3 THEN 'ArticleRescheduled'
            WHEN category = 'favorite' THEN 'ArticleFavorited' WHEN category = 'follow' THEN 'AuthorFollowed'
            WHEN category = 'comment' THEN 'CommentAdded' WHEN category = 'article' THEN 'ArticleEdited'
            ELSE 'ProfileEdited' END,
       1,
       CASE WHEN category IN ('article', 'comment')
            THEN jsonb_build_object('body', repeat(md5(n::text) || ' ', 20), 'number', n)
            ELSE jsonb_build_object('article_id', pg_temp.id('a00', n / 3), 'reader_id', pg_temp.id('f00', actor)) END,
       '{}', pg_temp.id('c00', half), NULL,
       CASE WHEN n BETWEEN %(many)s / 2 AND %(many)s * 3 / 5 THEN pg_temp.id('d00', 0)
            ELSE pg_temp.id('d00', half) END,
       CASE WHEN n %% 50 = 0 THEN NULL ELSE pg_temp.id('f00', actor) END,
       '2025-01-01'::timestamptz + n * interval '6 seconds'
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) n,
       LATERAL (SELECT (n - 1) / 2 AS half) paired,
       LATERAL (SELECT CASE WHEN half %% 20 < 10 THEN 'favorite' WHEN half %% 20 < 13 THEN 'follow'
                            WHEN half %% 20 < 17 THEN 'comment' WHEN half %% 20 < 19 THEN 'article'
                            ELSE 'user' END AS category,
                       CASE WHEN half %% 4 = 0 THEN half %% 40 / 4
                            ELSE 100 + hashint8(half)::bigint %% 50000 + 50000 END AS actor) drawn
 ORDER BY n
"""
COMMANDS = """
INSERT INTO es_command (command_id, name, stream_type, stream_id, actor_id, channel, payload, fingerprint, address,
                        agent, correlation_id, causation_id, status, reason, positions, started_at, duration_ms)
SELECT command_id, 'Do' || min(event_type), min(stream_type), (array_agg(stream_id))[1], (array_agg(actor_id))[1],
       'web', '{}', md5(command_id::text), ('10.' || min(position) %% 250 || '.0.1')::inet,
       'a browser', (array_agg(correlation_id))[1], NULL, 'accepted', '', array_agg(position ORDER BY position),
       min(recorded_at), 3.5
  FROM es_event WHERE position > %(after)s AND position <= %(until)s GROUP BY command_id ORDER BY min(position)
"""


def main(many: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position), 0) FROM es_event")
        if cursor.fetchone()[0]:
            print("The log holds events already: give it a database of its own.", file=sys.stderr)
            return 1
    for first in range(1, many + 1, AT_ONCE):
        began = time.perf_counter()
        _fill(first, min(first + AT_ONCE - 1, many), many)
        print(f"{min(first + AT_ONCE - 1, many):,} events: {time.perf_counter() - began:.1f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE es_event, es_command")
    return 0


def _fill(first: int, last: int, many: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        cursor.execute("SELECT coalesce(max(position), 0) FROM es_event")
        after = cursor.fetchone()[0]
        cursor.execute(EVENTS, {"first": first, "last": last, "many": many})
        cursor.execute("SELECT max(position) FROM es_event")
        cursor.execute(COMMANDS, {"after": after, "until": cursor.fetchone()[0]})


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduit_site.settings")
    django.setup()
    sys.exit(main(int(sys.argv[1])))
