"""Somebody who is suspended, or restored: one flag on all of their articles. Comments ask the profile."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from accounts.domain.user import UserRestored, UserSuspended
from blog.models import Article
from blog.projectors.article_changes import Change, change_of
from es_core.recorded import AnyRecorded, Recorded
from es_core.statements import run

LOCK = (1_112_297_287, 1)  # advisory
AWAIT = "SELECT pg_advisory_xact_lock{shared}(%s, %s)"
NOTE = """
    INSERT INTO blog_suspendedauthor AS old (author_id, is_suspended, version) VALUES (%s, %s, %s)
    ON CONFLICT (author_id) DO UPDATE SET (is_suspended, version) = (excluded.is_suspended, excluded.version)
    WHERE old.version < excluded.version
"""
FLAG = """
    UPDATE blog_article SET author_is_suspended = %s WHERE author_id = %s AND author_is_suspended <> %s
    RETURNING id, author_id, status, tags, published_at, is_deleted, hidden_at, author_is_suspended, position
"""


def is_suspension(recorded: AnyRecorded) -> bool:
    return isinstance(recorded.event, UserSuspended | UserRestored)


def await_suspensions(events: Sequence[AnyRecorded]) -> None:
    """Articles come and change side by side, a suspension alone: it would miss those that are not committed yet, and
    they it. A rebuild knows one order of all."""
    shared = "" if any(map(is_suspension, events)) else "_shared"
    run(AWAIT.format(shared=shared), LOCK)


def flag_articles(recorded: Recorded[Any]) -> list[Change]:
    """Nothing for an event that was seen already."""
    author_id, is_suspended = recorded.event.user_id, isinstance(recorded.event, UserSuspended)
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [author_id, is_suspended, recorded.version])
        if not cursor.rowcount:
            return []
    changes = []
    for row in Article.objects.raw(FLAG, [is_suspended, author_id, is_suspended]):
        row.author_is_suspended = not is_suspended
        changes.append(change_of(row))
        row.author_is_suspended = is_suspended
    return changes
