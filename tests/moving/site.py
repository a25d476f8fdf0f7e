"""A small site with all that a site has, and what of it must be the same elsewhere."""

import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection

from accounts import commands, personal_tokens
from accounts.domain.user import GROUPS
from accounts.models import User
from blog.commands import publish_article
from blog.domain.comment import COMMENT, AddComment
from blog.queries import next_comment_number
from es_core import context
from es_core.execute import execute
from es_core.moving.parts import portable, projected
from es_core.projector import catch_up_projectors
from es_core.testing import catch_up
from tests.es_core.example.models import Notice

OWN = ("group_id",)  # each site's own: a group goes by its name
PASSPHRASE = "correct horse battery"
PASSWORD = "open sesame"
TOKEN = "conduit_pat_of_ann"


def settle() -> None:
    """Ann with all rights and a role, Bob in a group, an article, a comment, a notice, a refused command."""
    with context.acting(actor=None, channel="test", address="192.0.2.7", agent="pytest"):
        ann = commands.register(
            username="ann", email="Ann@example.org", password=PASSWORD, roles=("superuser", "moderator")
        )
        bob = commands.register(username="bob", email="bob@example.org", password=PASSWORD)
        published = publish_article(author_id=ann, title="Bees “∂”", description="d", body="b\\u0000 \\n", tags=["x"])
        comment = AddComment(
            comment_id=context.new_id(),
            number=next_comment_number(),
            article_id=published.events[0].stream_id,
            author_id=bob,
            body="Well said",
            added_at=context.now(),
        )
        execute(COMMENT, comment)
        personal_tokens.issue(ann, secret=TOKEN, name="A program", scopes=["read"], days=30)
    group = Group.objects.create(name="Editors")
    group.permissions.add(Permission.objects.get(codename="view_user"))
    user = User.objects.get(id=bob)
    user.groups.add(group)
    user.user_permissions.add(Permission.objects.get(codename="view_profile"))
    Notice.objects.create(text="a notice")
    catch_up(*catch_up_projectors())


def empty() -> None:
    """As after `migrate` on a new database: the groups of the roles are there, no others."""
    Group.objects.exclude(name__in=GROUPS).delete()
    tables = ", ".join(f'"{each}"' for each in sorted(portable().tables | projected()))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        cursor.execute("ALTER SEQUENCE blog_comment_number RESTART")


def rows(*, without: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """All that is carried or projected, as text, but for named columns: they differ from site to site."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table, without) for table in sorted(portable().tables | projected())}


def _rows(cursor: Any, table: str, without: tuple[str, ...]) -> list[Any]:
    cursor.execute(f'SELECT to_jsonb(each) - %s::text[] FROM "{table}" each ORDER BY 1', [[*without, *OWN]])
    return [row for (row,) in cursor.fetchall()]


def export(place: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("es_export", str(place), *arguments, stdout=out)
    return out.getvalue()


def take_in(file: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("es_import", str(file), *arguments, stdout=out)
    return out.getvalue()


def verify() -> list[dict[str, Any]]:
    out = io.StringIO()
    with suppress(SystemExit):
        call_command("es_verify_log", "--json", stdout=out)
    found: list[dict[str, Any]] = json.loads(out.getvalue())["findings"]
    return found
