"""A file that is not as it was written is refused in words, and the database stays empty."""

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from string import ascii_letters

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management.base import CommandError
from django.db import connection

from es_core.models import Event
from es_core.moving.sealing import Box
from tests.es_core.other_session import other_session
from tests.moving import site

Change = Callable[[list[bytes]], list[bytes]]


def refuse(file: Path, words: str) -> None:
    empty = site.rows()
    with pytest.raises(CommandError, match=words):
        site.take_in(file)
    assert site.rows() == empty


def changed(file: Path, change: Change) -> Path:
    file.write_bytes(b"".join(change(file.read_bytes().splitlines(keepends=True))))
    return file


def kind(line: bytes) -> str:
    return str(next(iter(json.loads(line))))


def flipped(lines: list[bytes], nth: int) -> list[bytes]:
    """One letter of that line is another one."""
    line = bytearray(lines[nth])
    place = max(at for at, byte in enumerate(line) if chr(byte).isalnum())
    line[place] = ord("b" if line[place] != ord("b") else "c")
    return [*lines[:nth], bytes(line), *lines[nth + 1 :]]


@pytest.fixture
def file(exported: Path) -> Path:
    site.empty()
    return exported


def test_a_flipped_byte_is_found_wherever_it_is(file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    one_of_each_kind = {kind(line): nth for nth, line in enumerate(lines)}
    assert {"es_export", "es_event", "chunk", "end"} <= one_of_each_kind.keys()
    for nth in one_of_each_kind.values():
        file.write_bytes(b"".join(flipped(lines, nth)))
        with pytest.raises(CommandError, match=r"damaged|can't be read|was changed|does not know"):
            site.take_in(file)
    assert not Event.objects.exists()


def test_no_other_letter_stands_for_the_same_seal() -> None:
    box = Box("open sesame")
    sealed = box.seal("end", "four")  # 32 bytes with nonce and tag: the last letter has two bits that mean nothing
    assert sealed.endswith("=")
    assert box.open("end", sealed) == "four"
    for letter in set(ascii_letters) - {sealed[-2]}:
        with pytest.raises(InvalidTag):
            box.open("end", f"{sealed[:-2]}{letter}=")


def test_a_file_that_was_cut_off_is_refused_wherever_it_was(file: Path) -> None:
    whole = file.read_bytes()
    for size in (len(whole) - 1, len(whole) // 2, len(whole.splitlines(keepends=True)[0]), 10):
        file.write_bytes(whole[:size])
        refuse(file, "ends early")


def test_a_packed_file_that_was_cut_off_is_refused(file: Path) -> None:
    packed = file.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(file.read_bytes())[:-100])
    refuse(packed, "ends early|can't be read")


def test_a_packed_file_with_a_flipped_byte_is_refused(file: Path) -> None:
    packed = bytearray(gzip.compress(file.read_bytes()))
    packed[len(packed) // 2] ^= 1
    file.with_suffix(".gz").write_bytes(packed)
    refuse(file.with_suffix(".gz"), "damaged|can't be read|ends early")


def without_a_chunk(lines: list[bytes]) -> list[bytes]:
    ends = [nth for nth, line in enumerate(lines) if kind(line) == "chunk"]
    return lines[: ends[0] + 1] + lines[ends[1] + 1 :]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without_a_chunk, "a chunk is missing"),
        (lambda lines: [*lines, b"{}\n"], "something behind its end"),
        (lambda lines: [b"hello\n", *lines], "this is no export"),
        (lambda lines: [lines[0].replace(b'"es_export":1', b'"es_export":2', 1), *lines[1:]], "of format 2"),
        (lambda lines: [], "ends early"),
    ],
)
def test_another_kind_of_file_is_refused(file: Path, change: Change, words: str) -> None:
    refuse(changed(file, change), words)


def test_another_passphrase_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ES_EXPORT_PASSPHRASE", "incorrect horse battery")
    refuse(file, "wrong passphrase")


def test_who_has_no_passphrase_can_not_give_himself_rights(file: Path) -> None:
    """He can make all checksums right, but not the seal."""

    def promote(lines: list[bytes]) -> list[bytes]:
        chunk, whole, made = hashlib.sha256(), hashlib.sha256(), []
        for line in lines:
            line = line.replace(b'"is_superuser":false', b'"is_superuser":true')
            if kind(line) == "chunk":
                line = json.dumps(json.loads(line) | {"sha256": chunk.hexdigest()}, separators=(",", ":")).encode()
                line, chunk = line + b"\n", hashlib.sha256()
                whole.update(line)
                made.append(line)
                continue
            if kind(line) == "end":
                end = json.loads(line)["end"] | {"sha256": whole.hexdigest()}
                line = json.dumps({"end": end}, separators=(",", ":")).encode() + b"\n"
            chunk.update(line)
            whole.update(line)
            made.append(line)
        return made

    refuse(changed(file, promote), "was changed by somebody who does not have the passphrase")


def test_another_version_of_the_site_is_named(file: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('blog', '9999_other', now())")
    try:
        refuse(file, r"this database has the migration blog.9999_other")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_other'")


def test_a_database_that_was_never_migrated_is_named(file: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE library_notice RENAME TO elsewhere")
    try:
        with pytest.raises(CommandError, match="is not migrated yet"):
            site.take_in(file)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO library_notice")


def test_a_site_that_is_in_use_is_not_imported_into(file: Path) -> None:
    with other_session("INSERT INTO library_notice (text) VALUES ('a')"):
        refuse(file, "somebody is writing to this database")


def test_a_failure_in_the_middle_leaves_nothing(file: Path) -> None:
    """The last part can't be put in: the table wants something that no row has."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE library_notice ADD CONSTRAINT no_notice CHECK (text = 'nothing')")
    empty = site.rows()
    try:
        with pytest.raises(Exception, match="no_notice"):
            site.take_in(file)
        assert site.rows() == empty
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE library_notice DROP CONSTRAINT no_notice")
    site.take_in(file)
    assert site.verify() == []
