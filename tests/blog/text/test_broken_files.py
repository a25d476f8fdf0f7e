"""A file that can't be read is named with its line."""

import re
from pathlib import Path
from time import thread_time

import pytest

from blog.front_matter import BrokenFile, read_article
from blog.front_matter.files import LARGEST


def broken(path: Path, text: str | bytes) -> BrokenFile:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(BrokenFile) as refusal:
        read_article(path)
    assert refusal.value.path == path
    return refusal.value


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "is empty"),
        ("\ufeff \n\n", 1, "is empty"),
        ("---\ntitle: T\n---\n\n \n", 3, "has no text"),
        ("---\ntitle: T\n\nText", 1, "never closed"),
        ("+++\ntitle = 'T'\n---\nText", 1, "never closed"),
        ("---json\n{}\n---\nText", 1, "front matter in json"),
        ("---\ntitle: T\nslug: a: b\n---\nText", 3, "mapping values are not allowed"),
        ("---\r\ntitle: T\r\nslug: a: b\r\n---\r\nText", 3, "mapping values are not allowed"),
        ("---\ntitle: T\n\ttags: x\n---\nText", 3, "cannot start any token"),
        ("---\ntitle: 'T\n---\nText", 3, "end of stream"),
        ("---\n- a\n- b\n---\nText", 2, "key: value"),
        ("---\njust words\n---\nText", 2, "key: value"),
        ("---\ntitle: T\nslug: &a x\ntags: *a\n---\nText", 4, "alias"),
        ("---\ntitle: T\n? [a]\n: b\n---\nText", 3, "unhashable"),
        ("---\ntitle: [a]\n---\nText", 2, "title can't hold lists"),
        ("---\ntitle: T\nslug: {a: b}\n---\nText", 3, "slug can't hold"),
        ("---\ntitle: T\ntags:\n  - a: b\n---\nText", 3, "tags can't hold"),
        ("---\ntitle: T\ntags: {a: b}\n---\nText", 3, "tags can't hold"),
        ("---\ntitle: T\n\ndate: some day\n---\nText", 4, "date 'some day'"),
        ("---\ntitle: T\ndate: 2026-02-30\n---\nText", 3, "date '2026-02-30'"),
        ("---\ndate: 0001-01-01T00:00:00+14:00\n---\nText", 2, "date '0001"),
        ("---\ntitle: T\ndraft: maybe\n---\nText", 3, "draft is true or false"),
        ("Title: T\nDate: some day\n\nText", 2, "date 'some day'"),
        ("+++\ntitle = 'T'\nslug = x\n+++\nText", 3, "invalid value"),
        ("+++\ntitle = 'T'\ntitle = 'U'\n+++\nText", 3, "overwrite"),
        ("+++\ntitle = 'T'\ntags = ['a'\n+++\nText", 3, "unclosed array"),
        ("+++\ntitle = 'T'\ndate = 2026-13-01\n+++\nText", 3, "expected newline"),
        ("+++\ntitle = 'T'\ndate = 12:00:00\n+++\nText", 3, "date '12:00:00'"),
        ("---\ntitle: T\n---\nText\n\0", 5, r"U\+0000"),
        ("---\ntitle: T\x07\n---\nText", 2, r"U\+0007"),
        (b"---\ntitle: T\n---\nText\ncaf\xe9\n", 5, "is not UTF-8 \\(byte 0xE9\\)"),
        (b"\xef\xbb\xbf---\ntitle: \xff\n---\nText", 2, "is not UTF-8"),
        ("---\ntitle: T\n---\nText".encode("utf-16"), 1, "is UTF-16"),
    ],
)
def test_the_line_and_the_reason_are_told(tmp_path: Path, text: str | bytes, line: int, reason: str) -> None:
    refusal = broken(tmp_path / "x.md", text)
    assert refusal.line == line
    assert re.search(reason, refusal.message)


@pytest.mark.parametrize(
    "head",
    [
        "---\na: " + "[" * 50_000 + "\n---\nText",
        "---\na: " + "[" * 500 + "]" * 500 + "\n---\nText",
        "---\n" + "\n".join("  " * depth + "a:" for depth in range(300)) + "\n---\nText",
        "---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n---\nText",
        "---\n" + "a: b\n" * 20_000 + "---\nText",
        "+++\na = " + "[" * 50_000 + "\n+++\nText",
        "+++\na = " + "9" * 50_000 + "\n+++\nText",
        "+++\n" + "[a]\n" * 10_000 + "+++\nText",
    ],
    ids=["open", "deep", "deep mapping", "bomb", "long", "toml deep", "toml number", "toml tables"],
)
def test_hostile_front_matter_is_refused_soon(tmp_path: Path, head: str) -> None:
    begun = thread_time()
    broken(tmp_path / "x.md", head)
    assert thread_time() - begun < 5


def test_yaml_makes_no_objects(tmp_path: Path) -> None:
    made = tmp_path / "made"
    refusal = broken(tmp_path / "x.md", f"---\ntitle: !!python/object/apply:pathlib.Path.touch [{made}]\n---\nText")
    assert refusal.message == "title can't hold lists or mappings"
    assert not made.exists()


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    assert "too large" in broken(tmp_path / "x.md", b"x" * (LARGEST + 1)).message


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.md"):
        with pytest.raises(BrokenFile, match="is no file"):
            read_article(path)


def test_a_refusal_reads_as_a_place_and_a_reason() -> None:
    assert str(BrokenFile(Path("a.md"), 3, "is odd")) == "a.md:3: is odd"
    assert str(BrokenFile(Path("a.md"), None, "is odd")) == "a.md: is odd"
