"""`./manage.py rotate_keys`: another key-encryption key, and new keys of subjects."""

import base64
import json
from functools import partial
from io import StringIO
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import CommandError, call_command
from django.test import override_settings

from es_core import rotation, subjects
from es_core.execute import execute
from es_core.keys import new_key, seal, store, unseal, unseal_many
from es_core.models import SubjectKey
from tests.es_core.at_once import at_once
from tests.es_core.example.domain.reader import READER, ForgetReader, JoinLibrary

pytestmark = pytest.mark.django_db


def kek(letter: str) -> str:
    return base64.b64encode(letter.encode() * 32).decode()


OLD, NEW, OTHER = kek("o"), kek("n"), kek("x")
BEFORE = override_settings(KEY_ENCRYPTION_KEY=OLD, OLD_KEY_ENCRYPTION_KEY="")
MEANWHILE = override_settings(KEY_ENCRYPTION_KEY=NEW, OLD_KEY_ENCRYPTION_KEY=OLD)
AFTER = override_settings(KEY_ENCRYPTION_KEY=NEW, OLD_KEY_ENCRYPTION_KEY="")


def rotate(*arguments: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *arguments, stdout=out)
    return out.getvalue()


def wrapped() -> dict[UUID, bytes]:
    return {each.id: bytes(each.wrapped) for each in SubjectKey.objects.all()}


@pytest.fixture
def sealed() -> list[str]:
    with BEFORE:
        return [seal(uuid4(), f"{each}") for each in range(7)]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)


def test_what_was_sealed_before_is_read_before_while_and_after(sealed: list[str]) -> None:
    texts = [str(each) for each in range(7)]
    with MEANWHILE:
        assert unseal_many(sealed) == texts
        assert rotate() == "All 7 keys are wrapped with the present KEY_ENCRYPTION_KEY, 7 now.\n"
        assert unseal_many(sealed) == texts
    with AFTER:
        assert unseal_many(sealed) == texts
    with BEFORE, pytest.raises(InvalidTag):
        unseal(sealed[0])


def test_a_process_that_has_both_keys_reads_and_seals_at_any_moment(sealed: list[str]) -> None:
    with MEANWHILE:
        rotation.rewrap(lambda _: None)
        fresh = seal(uuid4(), "fresh")
        assert unseal_many([*sealed, fresh])[-1] == "fresh"
        assert rotation.to_rewrap(lambda _: None) == 0


def test_an_interrupted_run_is_gone_on_with(sealed: list[str]) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with MEANWHILE:
        with pytest.raises(KeyboardInterrupt):
            rotation.rewrap(stop)
        assert rotation.to_rewrap(lambda _: None) == 5
        assert unseal_many(sealed) == [str(each) for each in range(7)]
        assert json.loads(rotate("--json")) == {"keys": 7, "rewrapped": 5, "renewed": 0}


def test_a_wrong_old_key_is_told_and_nothing_is_changed(sealed: list[str]) -> None:
    with BEFORE:
        before = wrapped()
    wrong = override_settings(KEY_ENCRYPTION_KEY=NEW, OLD_KEY_ENCRYPTION_KEY=OTHER)
    with wrong, pytest.raises(CommandError, match=r"7 of 7 keys do not open: OLD_KEY_ENCRYPTION_KEY .* Nothing was"):
        rotate()
    assert wrapped() == before


def test_one_key_that_does_not_open_stops_all(sealed: list[str]) -> None:
    with override_settings(KEY_ENCRYPTION_KEY=OTHER, OLD_KEY_ENCRYPTION_KEY=""):
        store([new_key(uuid4())])
    before = wrapped()
    with MEANWHILE, pytest.raises(CommandError, match="1 of 8 keys do not open"):
        rotate()
    assert wrapped() == before


def test_without_an_old_key_there_is_nothing_to_do() -> None:
    with AFTER, pytest.raises(CommandError, match="set OLD_KEY_ENCRYPTION_KEY"):
        rotate()


def test_a_new_key_for_every_subject_leaves_old_values_readable() -> None:
    subjects, texts = [uuid4() for _ in range(5)], [f"{each}" for each in range(5)]
    before = [seal(subject, text) for subject, text in zip(subjects, texts, strict=True)]
    assert rotate("--subjects").endswith("5 subjects have a new key.\n")
    after = [seal(subject, text) for subject, text in zip(subjects, texts, strict=True)]
    assert unseal_many(before) == unseal_many(after) == texts
    assert {each.split(".")[1] for each in before}.isdisjoint({each.split(".")[1] for each in after})
    assert SubjectKey.objects.count() == 10


def test_who_was_forgotten_gets_no_new_key(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, gone = uuid4(), uuid4()
    sealed = [seal(kept, "kept"), seal(gone, "gone")]
    SubjectKey.objects.filter(subject_id=gone).delete()
    monkeypatch.setattr(rotation, "_subjects", lambda after: [] if after.int else sorted([kept, gone]))
    rotation.renew(lambda _: None)
    assert set(SubjectKey.objects.values_list("subject_id", flat=True)) == {kept}
    assert str(unseal(sealed[1])) == "(forgotten)"


@pytest.mark.django_db(transaction=True)
def test_the_site_reads_and_seals_while_keys_are_wrapped_anew() -> None:
    with BEFORE:
        sealed = [seal(uuid4(), f"{each}") for each in range(60)]

    def rewrap() -> list[str]:
        rotation.rewrap(lambda _: None)
        return []

    def read() -> list[str]:
        return [str(each) for _ in range(5) for each in unseal_many(sealed)]

    def write() -> list[str]:
        return [seal(uuid4(), f"{each}") for each in range(20)]

    with MEANWHILE:
        _, seen, again, fresh = at_once(rewrap, read, read, write)
        assert seen == again == [f"{each}" for each in range(60)] * 5
        assert isinstance(fresh, list)
    with AFTER:
        assert unseal_many([*sealed, *fresh]) == [
            *(f"{each}" for each in range(60)),
            *(f"{each}" for each in range(20)),
        ]


@pytest.mark.django_db(transaction=True)
def test_forgetting_and_renewing_at_once_leave_no_key() -> None:
    people = [uuid4() for _ in range(6)]
    for each in people:
        execute(READER, JoinLibrary(reader_id=each, nickname="Gurra", phone=seal(each, "1")))

    def forget(reader_id: UUID) -> None:
        execute(READER, ForgetReader(reader_id=reader_id), alongside=partial(subjects.forget, reader_id))

    outcomes = at_once(lambda: rotation.renew(lambda _: None), *[partial(forget, each) for each in people])
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert not SubjectKey.objects.exists()
