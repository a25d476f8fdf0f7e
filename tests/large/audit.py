"""Times the audit's list on a large site: every filter, sort and search, and what its indexes cost an append.

    DATABASE_URL=postgres://... .venv/bin/python -m tests.large.audit --fill 2000000     an empty, migrated database
    DATABASE_URL=postgres://... .venv/bin/python -m tests.large.audit                    again, on what is there
    DATABASE_URL=postgres://... .venv/bin/python -m tests.large.audit --appends 3000     with and without the indexes

A database of its own: rows are made up, and `--appends` drops the indexes and makes them again.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import django
from django.db import connection, transaction

# By number n: names, streams, actors and addresses as unevenly spread as people are; two years, evenly.
FILL = """
    INSERT INTO es_command (command_id, name, stream_type, stream_id, actor_id, channel, payload, fingerprint, address,
                            agent, correlation_id, status, reason, positions, started_at, duration_ms)
    SELECT gen_random_uuid(), kind[1], kind[2], md5('stream' || n / 3)::uuid,
           CASE WHEN kind[1] IN ('SignIn', 'RegisterUser', 'SocketOpened') THEN NULL
                ELSE md5('actor' || (random() ^ 3 * 20000)::int)::uuid END,
           CASE WHEN kind[3] = 'noted' THEN 'socket' WHEN n %% 5 = 0 THEN 'api' ELSE 'web' END,
           '{"title": "An article about bees", "account": "0190a000-0000-7000-8000-0000000000aa"}', md5(n::text),
           ('10.' || (random() ^ 3 * 200)::int || '.' || (random() * 255)::int || '.7')::inet,
           'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', gen_random_uuid(),
           CASE WHEN kind[3] <> 'accepted' THEN kind[3]
                WHEN n %% 1000 = 7 THEN 'failed' WHEN n %% 40 = 3 THEN 'rejected'
                ELSE 'accepted' END,
           CASE WHEN kind[3] = 'rejected' THEN 'email or password is invalid'
                WHEN n %% 1000 = 7 THEN 'OperationalError: the database is too busy'
                WHEN n %% 40 = 3 AND kind[3] = 'accepted' THEN 'this title is taken already' ELSE '' END,
           ARRAY[n], now() - (%(rows)s - n) * interval '730 days' / %(rows)s, random() ^ 8 * 2000
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) n,
           LATERAL (SELECT CASE WHEN n %% 100 < 55 THEN ARRAY['FavoriteArticle', 'favorite', 'accepted']
                                WHEN n %% 100 < 65 THEN ARRAY['AddComment', 'comment', 'accepted']
                                WHEN n %% 100 < 72 THEN ARRAY['SignIn', 'session', 'accepted']
                                WHEN n %% 100 < 76 THEN ARRAY['SignIn', 'session', 'rejected']
                                WHEN n %% 100 < 84 THEN ARRAY['FollowAuthor', 'follow', 'accepted']
                                WHEN n %% 100 < 88 THEN ARRAY['PublishArticle', 'article', 'accepted']
                                WHEN n %% 100 < 92 THEN ARRAY['EditArticle', 'article', 'accepted']
                                WHEN n %% 100 < 96 THEN ARRAY['SocketOpened', '', 'noted']
                                WHEN n %% 100 < 99 THEN ARRAY['RegisterUser', 'user', 'accepted']
                                WHEN n %% 50000 = 99 THEN ARRAY['ForgetUser', 'user', 'accepted']
                                ELSE ARRAY['DeleteComment', 'comment', 'accepted'] END AS kind OFFSET 0) k
    RETURNING 1
"""
AT_ONCE = 100_000
AUDIT_INDEXES = ("es_command_time", "es_command_kind", "es_command_address")
GOAL = 0.2  # seconds

Timed = Callable[[], object]


def fill(rows: int) -> None:
    from es_core.statements import run

    for first in range(1, rows + 1, AT_ONCE):
        run(FILL, {"rows": rows, "first": first, "last": min(rows, first + AT_ONCE - 1)}, prepare=False)
        print(f"{first + AT_ONCE - 1:,} rows", end="\r", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE es_command")
    print()


def questions() -> dict[str, dict[str, str]]:
    """As somebody types them; values are taken from the rows, common ones and rare ones."""
    from es_core.statements import one

    old = one(
        "SELECT actor_id::text, host(address), stream_id::text, correlation_id::text, command_id::text"
        " FROM es_command WHERE actor_id IS NOT NULL ORDER BY started_at LIMIT 1"
    )
    actor, address, stream, correlation, command = old
    most = "SELECT actor_id::text FROM es_command WHERE actor_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    [busy] = one(most)
    return {
        "everything": {},
        "an actor": {"actor": actor},
        "a busy actor": {"actor": busy},
        "a busy actor's rejected": {"actor": busy, "status": "rejected"},
        "a busy actor who never did": {"actor": busy, "name": "ForgetUser"},
        "a common command": {"name": "FavoriteArticle"},
        "a rare command": {"name": "ForgetUser"},
        "accepted": {"status": "accepted"},
        "rejected": {"status": "rejected"},
        "failed": {"status": "failed"},
        "noted": {"status": "noted"},
        "failed, of a common command": {"status": "failed", "name": "FavoriteArticle"},
        "failed, of a rare command": {"status": "failed", "name": "ForgetUser"},
        "a channel": {"channel": "api"},
        "a stream type": {"stream_type": "user"},
        "a stream": {"stream": stream},
        "a request": {"correlation": correlation},
        "an address": {"address": address},
        "an address, failed sign-ins": {"address": address, "name": "SignIn", "status": "rejected"},
        "a network": {"address": "10.199.0.0/16"},
        "a large network": {"address": "10.0.0.0/12"},
        "the past day": {"since": "24h"},
        "a day long ago": {"since": "700d", "until": "699d"},
        "before a year ago": {"until": "365d"},
        "rejected before a year ago": {"until": "365d", "status": "rejected"},
        "failed sign-ins last night": {"since": "12h", "name": "SignIn", "status": "rejected"},
        "slowest": {"sort": "slowest"},
        "slowest of a common command": {"sort": "slowest", "name": "FavoriteArticle"},
        "slowest of a rare command": {"sort": "slowest", "name": "ForgetUser"},
        "slowest failed of the past day": {"sort": "slowest", "status": "failed", "since": "24h"},
        "oldest": {"sort": "oldest"},
        "a frequent word": {"q": "password"},
        "two words": {"q": "title taken"},
        "a word of names": {"q": "favorite"},
        "a rare word": {"q": "forget"},
        "no such word": {"q": "quetzalcoatl"},
        "words, one command": {"q": "taken", "name": "EditArticle"},
        "frequent words, rejected": {"q": "taken", "status": "rejected"},
        "frequent words, an actor": {"q": "taken", "actor": actor},
        "frequent words, a day long ago": {"q": "taken", "since": "700d", "until": "699d"},
        "frequent words, slowest": {"q": "taken", "sort": "slowest"},
        "an actor's id": {"q": actor},
        "a busy actor's id": {"q": busy},
        "a command's id": {"q": command},
        "an e-mail address": {"q": "ann@example.org"},
    }


def seconds(work: Timed, times: int = 5) -> float:
    """The median; a first one warms up."""
    work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def measure() -> int:
    from es_core.audit.asking import Asking
    from es_core.audit.reading import page

    slow = 0
    for words, typed in questions().items():
        form = Asking(typed)
        assert form.is_valid(), form.errors
        question = form.question
        first = page(question)
        taken = seconds(lambda question=question: page(question))  # type: ignore[misc]
        later = ""
        if first.behind:
            far = page(question, behind=first.behind).behind or first.behind
            later = f"  {seconds(lambda question=question, far=far: page(question, behind=far)) * 1000:8.1f} ms later"  # type: ignore[misc]
        slow += taken > GOAL
        print(f"{taken * 1000:8.1f} ms{later:<20}  {words} ({len(first.entries)})", flush=True)
    print(f"{slow} slower than {GOAL * 1000:.0f} ms")
    return int(slow > 0)


def appends(number: int) -> None:
    """One recorded event each, hundreds a transaction: the wait for the disk would hide the rest. They stay."""
    from es_core.statements import run

    made = dict(run("SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(AUDIT_INDEXES)]))
    for missing in ((), AUDIT_INDEXES, *((each,) for each in AUDIT_INDEXES), (), AUDIT_INDEXES):
        with connection.cursor() as cursor:
            for each in missing:
                cursor.execute(f"DROP INDEX {each}")
            _append(number)
            taken = [_append(number) for _ in range(5)]
            for each in missing:
                cursor.execute(made[each])
        told = f"{statistics.median(taken):6.1f} µs (least {min(taken):.1f})"
        print(f"{told} of a processor, without {', '.join(missing) or 'none'}", flush=True)


def _append(number: int) -> float:
    """Microseconds that the server's process computed for each; it has to be on this machine, under Linux."""
    from bench.log.note import NOTE, NoteWritten, written
    from es_core import context, log
    from es_core.statements import one

    [pid] = one("SELECT pg_backend_pid()")

    chance = random.Random()

    def computed() -> int:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])

    with transaction.atomic():
        before = computed()
        for _ in range(number):
            stream = uuid4()
            address = f"10.{chance.randrange(200)}.{chance.randrange(256)}.7"
            envelope = log.Envelope(
                actor_id=uuid4(), correlation_id=context.new_id(), channel="web", address=address,
                agent="Mozilla/5.0 (X11; Linux x86_64)", started_at=context.now(),
            )  # fmt: skip
            command = log.Command(
                id=context.new_id(), name="WriteNote", stream_type=NOTE.category, stream_id=stream,
                payload={"title": "Basil"}, fingerprint="0" * 64, events=[0],
            )  # fmt: skip
            note = NoteWritten(**written(stream))
            log.append([log.Stream(stream, NOTE.category, log.NO_STREAM)], [(0, note)], envelope, [command])
        taken = computed() - before
    return taken / number / 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fill", type=int, metavar="ROWS")
    parser.add_argument("--appends", type=int, metavar="NUMBER", help="of one transaction; each holds locks: 2000")
    options = parser.parse_args()
    if options.fill:
        fill(options.fill)
    if options.appends:
        appends(options.appends)
        return 0
    return measure()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduit_site.settings")
    django.setup()
    sys.exit(main())
