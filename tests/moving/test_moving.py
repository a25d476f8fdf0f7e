"""A site moves: everything that it knows is the same at the new place, and everybody can sign in."""

import gzip
import io
import json
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from blog.commands import publish_article
from blog.demo import small
from blog.queries import next_comment_number
from es_core import context, one_moment
from es_core.models import CommandRecord, Event
from es_core.moving.file import Reader
from es_core.moving.importing import take_in
from es_core.moving.sealing import Box
from es_core.projector import catch_up_projectors, projectors
from es_core.tail import head
from es_core.testing import catch_up
from es_core.versions import changed
from tests.es_core.at_once import in_background
from tests.es_core.other_session import other_session
from tests.moving import site

OTHER_KEY = b64encode(b"another key of exactly 32 bytes!").decode()


def test_everything_is_the_same_at_the_new_site(exported: Path) -> None:
    before, found = site.rows(without=("wrapped",)), site.verify()
    site.empty()
    said = site.take_in(exported)
    assert site.rows(without=("wrapped",)) == before
    assert site.verify() == found == []
    assert changed() == []
    assert f"up to position {head()}." in said


def test_the_demo_site_moves_packed(transactional_db: None, tmp_path: Path) -> None:
    small.seed(lambda _: None)
    catch_up(*catch_up_projectors())
    site.export(tmp_path / "site.jsonl.gz", "--with-secrets")
    before = site.rows(without=("wrapped",))  # that it was exported is on record, here and there
    site.empty()
    site.take_in(tmp_path / "site.jsonl.gz")
    assert site.rows(without=("wrapped",)) == before
    assert site.verify() == []
    site.empty()


def test_everybody_signs_in_under_another_wrapping_key(exported: Path, settings: Settings) -> None:
    site.empty()
    settings.KEY_ENCRYPTION_KEY = OTHER_KEY
    site.take_in(exported)
    for name in ("ann@EXAMPLE.org", "bob@example.org"):
        browser = Client()
        assert browser.post("/login", {"email": name, "password": site.PASSWORD}).status_code == 302, name
        assert browser.get("/settings").status_code == 200
    assert {each.email for each in User.objects.all()} == {"Ann@example.org", "bob@example.org"}
    assert User.objects.get(username="ann").is_superuser
    assert User.objects.get(username="bob").get_all_permissions() == {"accounts.view_user", "accounts.view_profile"}
    assert [each.name for each in User.objects.get(username="ann").groups.all()] == ["moderator"]


def test_a_program_gets_in_with_the_token_that_it_had(exported: Path) -> None:
    site.empty()
    site.take_in(exported)
    answer = Client().get("/api/user", headers={"Authorization": f"Token {site.TOKEN}"})
    assert answer.json()["user"]["username"] == "ann"


def test_positions_numbers_and_keys_go_on_where_they_were(exported: Path) -> None:
    last, number, record = head(), next_comment_number(), CommandRecord.objects.latest("id").id
    site.empty()
    site.take_in(exported)
    author = User.objects.get(username="ann").id
    with context.acting(actor=None, channel="test"):
        published = publish_article(author_id=author, title="Wasps", description="d", body="b", tags=[])
    assert published.position > last
    assert next_comment_number() >= number
    assert CommandRecord.objects.latest("id").id > record


def test_a_command_id_that_was_accepted_stays_used(exported: Path) -> None:
    """The record moves, and with it the answer to a form that comes again."""
    command_id = CommandRecord.objects.filter(name="PublishArticle").get().command_id
    site.empty()
    site.take_in(exported)
    assert CommandRecord.objects.filter(command_id=command_id, status="accepted").exists()
    assert Event.objects.filter(command_id=command_id).exists()


def test_an_import_that_ended_before_the_read_models_were_made_says_so(exported: Path) -> None:
    """`make run` then makes them, as after any change of a projector."""
    before = site.rows(without=("wrapped",))
    site.empty()
    with exported.open("rb") as file:
        take_in(file, Box(site.PASSPHRASE, salt_of(exported)))
    assert changed() == list(projectors.values())
    call_command("rebuild_projections", changed=True, stdout=io.StringIO())
    after = site.rows(without=("wrapped",))
    for table in ("es_event", "es_command"):
        assert set(before.pop(table)) < set(after.pop(table))  # they tell of the rebuilds, too
    assert after == before


def test_an_import_whose_read_models_can_not_be_made_names_who_stands_in_the_way(exported: Path) -> None:
    site.empty()
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIEW titles AS SELECT title FROM blog_article")
        try:
            with pytest.raises(CommandError, match=r"All is imported, but .*articles: titles would lose the tables"):
                site.take_in(exported)
        finally:
            cursor.execute("DROP VIEW titles")
    assert changed() == [projectors["articles"]]


def salt_of(exported: Path) -> bytes:
    with exported.open("rb") as file:
        secrets = Reader(file).header.secrets
    assert secrets
    return b64decode(secrets.salt)


def test_the_log_of_the_new_site_is_immutable(exported: Path) -> None:
    site.empty()
    site.take_in(exported)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL es_core.test_reset = off")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("DELETE FROM es_event")


def test_no_secret_leaves_the_site_in_clear(exported: Path, settings: Settings) -> None:
    text = exported.read_text()
    for secret in (settings.BLIND_INDEX_KEY, settings.KEY_ENCRYPTION_KEY, site.PASSPHRASE, "argon2"):
        assert secret not in text
    assert "ann@example.org" not in text.lower()
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600


def test_without_secrets_the_operator_is_told_what_is_missing(settled: None, tmp_path: Path) -> None:
    said = site.export(tmp_path / "site.jsonl")
    before = site.rows(without=("password",))
    assert "nobody can sign in until a password is set" in said
    site.empty()
    assert "The file has no secrets" in site.take_in(tmp_path / "site.jsonl")
    after = site.rows(without=("password",))
    assert {table for table in after if after[table] != before[table]} == {"es_subject_key", "accounts_personaltoken"}
    assert not any(each.has_usable_password() for each in User.objects.all())
    assert {each["check"] for each in site.verify()} == {"sealed values"}


def test_the_old_blind_index_key_is_asked_for_and_told(exported: Path, settings: Settings) -> None:
    old = settings.BLIND_INDEX_KEY
    site.empty()
    settings.BLIND_INDEX_KEY = OTHER_KEY
    with pytest.raises(CommandError, match=r"another BLIND_INDEX_KEY.*es_import --print-key"):
        site.take_in(exported)
    assert head() == 0
    assert site.take_in(exported, "--print-key") == f"BLIND_INDEX_KEY={old}\n"


def test_a_file_can_be_checked_beside_a_full_site(exported: Path) -> None:
    assert "is sound" in site.take_in(exported, "--check")


def test_a_name_is_made_up_in_a_directory(settled: None, tmp_path: Path) -> None:
    told = json.loads(site.export(tmp_path, "--json"))
    assert told["head"] == head()
    with gzip.open(told["file"], "rt") as lines:
        assert all(json.loads(line) for line in lines)


def test_an_export_has_no_hole_that_fills_later(settled: None, tmp_path: Path) -> None:
    """Somebody has drawn a position and not committed: the export waits, then holds all up to its head."""
    author = User.objects.get(username="ann").id
    insert = (
        "INSERT INTO es_event (event_id, stream_type, stream_id, version, event_type, schema_version, data, metadata)"
        " VALUES (gen_random_uuid(), 'bell', gen_random_uuid(), 1, 'BellRung', 1, '{\"desk\": \"a\"}', '{}')"
    )
    with other_session(insert) as slow, in_background(lambda: site.export(tmp_path / "site.jsonl")) as [running]:
        with context.acting(actor=None, channel="test"):
            publish_article(author_id=author, title="Wasps", description="d", body="b", tags=[])
        last = head()
        with pytest.raises(TimeoutError):
            running.result(timeout=2)
        slow.execute("COMMIT")
        running.result(timeout=60)
    exported = [json.loads(line) for line in (tmp_path / "site.jsonl").read_text().splitlines()]
    positions = [line["es_event"]["position"] for line in exported if "es_event" in line]
    assert last in positions
    assert positions == list(Event.objects.order_by("position").values_list("position", flat=True))


def test_who_never_lets_an_export_begin_is_told_of(
    settled: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_moment, "TRIES", 2)
    slow = other_session("SELECT pg_advisory_xact_lock_shared(1163067393, 1)")
    with slow, pytest.raises(CommandError, match="appending to the log all the time"):
        site.export(tmp_path / "site.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_writers_do_not_wait_for_an_export(settled: None, tmp_path: Path) -> None:
    author = User.objects.get(username="ann").id

    def write() -> int:
        with context.acting(actor=None, channel="test"):
            return publish_article(author_id=author, title="Wasps", description="d", body="b", tags=[]).position

    with one_moment.quiet_moment():
        before = head()
        with in_background(write) as [writing]:
            assert writing.result(timeout=20) > before
        assert head() == before


def test_what_is_there_is_not_overwritten(exported: Path) -> None:
    with pytest.raises(CommandError, match="is there already"):
        site.export(exported)


@pytest.mark.parametrize(
    ("say", "words"),
    [
        (lambda file: file, "this database is not empty: .*es_event has rows"),
        (lambda file: file.with_name("nowhere"), "can't be read: No such file"),
    ],
)
def test_what_can_not_be_imported_is_refused_in_words(exported: Path, say: Callable[[Path], Path], words: str) -> None:
    before = site.rows()
    with pytest.raises(CommandError, match=words):
        site.take_in(say(exported))
    assert site.rows() == before


def test_a_short_passphrase_is_refused(settled: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ES_EXPORT_PASSPHRASE", "short")
    with pytest.raises(CommandError, match="at least 12 characters"):
        site.export(tmp_path / "site.jsonl", "--with-secrets")
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_may_stand_in_a_file(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ES_EXPORT_PASSPHRASE")
    (tmp_path / "word").write_text(f"{site.PASSPHRASE}\n")
    assert "is sound" in site.take_in(exported, "--check", "--passphrase-file", str(tmp_path / "word"))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="no terminal to ask"):
        call_command("es_import", str(exported), "--check")
