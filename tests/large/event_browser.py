"""Times the pages of the event browser on the log that `tests.large.fill_log` made, as the admin renders them.

    DATABASE_URL=postgres://... .venv/bin/python -m tests.large.event_browser

The processor's time, here and in the database, is told beside the clock's: on a busy machine it alone tells much.
Ends with 1 when a page takes more than 200 ms of it, the best of five tries.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import django

LIMIT = 200  # milliseconds
TRIES = 5
LIST = "/admin/es_core/event/"


def pages() -> Iterator[tuple[str, str]]:
    from es_core.admin import addresses
    from es_core.models import Event

    last = Event.objects.order_by("-position")[0].position
    middle = Event.objects.get(position=last // 4)
    long = Event.objects.filter(version__gt=1_000, position__lte=last - 1_000).order_by("-position")[0]
    yield "newest first", LIST
    yield "oldest first", f"{LIST}?o=0"
    yield "far behind", f"{LIST}?behind=[{last // 2}]"
    for kind in ("ArticleFavorited", "ArticleRescheduled", "SubjectForgotten", "SignedOut"):
        yield kind, f"{LIST}?event_type={kind}"
        yield f"{kind}, oldest first", f"{LIST}?event_type={kind}&o=0"
    yield "ArticleRescheduled in the middle", f"{LIST}?event_type=ArticleRescheduled&behind=[{last // 2}]"
    for category in ("favorite", "user", "session"):
        yield category, f"{LIST}?stream_type={category}"
    yield "a busy actor", f"{LIST}?actor={Event.objects.filter(position__lte=9, actor_id__isnull=False)[0].actor_id}"
    yield "an actor who did little", f"{LIST}?actor={middle.actor_id}"
    yield "nobody", f"{LIST}?actor={uuid4()}"
    yield "actor and type", f"{LIST}?actor={middle.actor_id}&event_type=ArticleFavorited"
    yield "a day", f"{LIST}?since=2025-06-01T00:00&by=2025-06-02T00:00"
    yield "a day and a type", f"{LIST}?since=2025-06-01T00:00&by=2025-06-02T00:00&event_type=SubjectForgotten"
    yield "an event", addresses.event_page(middle.position)
    yield "a stream", addresses.stream_page(middle.stream_id)
    yield "a long stream", addresses.stream_page(long.stream_id)
    yield "a request", addresses.request_page(middle.correlation_id or uuid4(), middle.position)
    large = Event.objects.get(position=last * 11 // 20)
    yield "a request of 250,000 commands", addresses.request_page(large.correlation_id or uuid4())
    yield "an event of it", addresses.request_page(large.correlation_id or uuid4(), large.position)


def main() -> int:
    from django.test import Client
    from django.test.utils import setup_test_environment

    from accounts import commands
    from accounts.models import User
    from es_core.context import acting

    with acting(actor=None, channel="tests.large"):
        name = f"measurer{uuid4().hex[:8]}"
        user_id = commands.register(
            username=name, email=f"{name}@example.org", password=uuid4().hex, roles=("superuser",)
        )
    setup_test_environment()  # answers tell what was shown
    client = Client()
    client.force_login(User.objects.get(id=user_id), "accounts.backends.EmailOrUsernameBackend")
    slow = False
    for what, url in pages():
        processor, clock, found = min(_timed(client, url) for _ in range(TRIES))
        slow |= processor > LIMIT
        print(f"{processor:7.0f} ms, {clock:7.0f} by the clock: {what}{found}", flush=True)
    return int(slow)


def _timed(client: "object", url: str) -> tuple[float, float, str]:
    began, clock = _processor(), time.perf_counter()
    answer = client.get(url)  # type: ignore[attr-defined]  # imported where Django is set up
    took, clock = (_processor() - began) * 1000, (time.perf_counter() - clock) * 1000
    if answer.status_code != 200:
        return took, clock, f", {answer.status_code}"
    shown = answer.context.get("cl")
    if shown is None:
        return took, clock, ""
    ended = "" if shown.looked_to is None else f", looked to {shown.looked_to:,}"
    return took, clock, f", {len(shown.result_list)} rows{ended}"


def _processor() -> float:
    """Seconds of this process and of its database session; what is read in parallel is left out."""
    from es_core.statements import one

    session = Path(f"/proc/{one('SELECT pg_backend_pid()')[0]}/schedstat").read_text()
    return time.process_time() + int(session.split()[0]) / 1e9


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    sys.exit(main())
