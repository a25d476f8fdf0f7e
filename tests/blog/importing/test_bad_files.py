"""A file that is broken, or more than the rules allow, keeps no other from coming."""

import os
from pathlib import Path

import pytest

from blog.importing.files import articles_below
from blog.importing.outcome import Result
from blog.models import Article
from tests.blog.importing.conftest import Importing, write

pytestmark = pytest.mark.django_db


def test_a_broken_file_is_named_with_its_line_and_the_rest_goes_on(import_all: Importing, folder: Path) -> None:
    write(folder / "a.md", title="A")
    (folder / "b.md").write_text("---\ntitle: B\ntags: [open\n---\nText\n")
    write(folder / "c.md", title="C")
    outcomes = import_all()
    assert [each.result for each in outcomes.values()] == [Result.PUBLISHED, Result.BROKEN, Result.PUBLISHED]
    assert outcomes["b.md"].place.startswith("b.md:")
    assert outcomes["b.md"].notes
    assert set(Article.objects.values_list("title", flat=True)) == {"A", "C"}


def test_what_the_rules_refuse_is_told_with_the_field(import_all: Importing, folder: Path) -> None:
    write(folder / "a.md", title="x" * 300)
    write(folder / "b.md", "x" * 400_000, title="B")
    outcomes = import_all()
    assert "title" in outcomes["a.md"].notes[0]
    assert "body" in outcomes["b.md"].notes[0]
    assert {each.result for each in outcomes.values()} == {Result.BROKEN}


def test_of_two_hundred_tags_twenty_stay(import_all: Importing, folder: Path) -> None:
    write(folder / "a.md", title="A", tags=", ".join(f"tag{n:03}" for n in range(200)))
    [note] = import_all()["a.md"].notes
    assert "20" in note
    assert Article.objects.get().tags == [f"tag{n:03}" for n in range(20)]


def test_a_long_description_is_cut_between_words(import_all: Importing, folder: Path) -> None:
    write(folder / "a.md", title="A", description="word " * 200)
    import_all()
    description = Article.objects.get().description
    assert len(description) <= 500
    assert description.endswith("word…")
    assert import_all()["a.md"].result is Result.UNCHANGED


def test_an_article_of_code_alone_is_described_by_its_title(import_all: Importing, folder: Path) -> None:
    write(folder / "a.md", "    x = 1", title="Code")
    import_all()
    article = Article.objects.get()
    assert (article.description, article.body) == ("Code", "    x = 1")


def test_links_that_lead_nowhere_or_in_circles(import_all: Importing, folder: Path) -> None:
    write(folder / "a.md", title="A")
    (folder / "circle").symlink_to(folder)
    (folder / "self.md").symlink_to(folder / "self.md")
    (folder / "nowhere.md").symlink_to(folder / "missing.md")
    os.mkfifo(folder / "pipe.md")
    outcomes = import_all()
    assert set(outcomes) == {"a.md", "nowhere.md", "pipe.md", "self.md"}
    assert sum(each.result is Result.BROKEN for each in outcomes.values()) == 3


def test_a_name_in_another_encoding(import_all: Importing, folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_text("---\ntitle: Cafe\n---\nText\n")
    assert import_all()["caf\\udce9.md"].result is Result.PUBLISHED
    assert import_all()["caf\\udce9.md"].result is Result.UNCHANGED


def test_a_name_is_the_same_composed_or_not(import_all: Importing, folder: Path) -> None:
    write(folder / "caf\u00e9.md", title="Cafe")
    import_all()
    (folder / "caf\u00e9.md").rename(folder / "cafe\u0301.md")
    assert import_all()["caf\u00e9.md"].result is Result.UNCHANGED


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(import_all: Importing, folder: Path) -> None:
    write(folder / "a.md", title="A").chmod(0)
    write(folder / "locked" / "b.md", title="B")
    (folder / "locked").chmod(0)
    outcomes = import_all()
    (folder / "locked").chmod(0o700)
    assert {path: each.result for path, each in outcomes.items()} == {"a.md": Result.BROKEN, "locked": Result.BROKEN}


def test_only_markdown_that_somebody_wrote_is_looked_at(folder: Path) -> None:
    for name in ("a.md", "b.MD", "c.txt", ".hidden.md", ".git/d.md", "node_modules/e.md", "_index.md", "f/g.mdown"):
        write(folder / name)
    found = [each.relative_to(folder).as_posix() for each in articles_below(folder) if isinstance(each, Path)]
    assert found == ["a.md", "b.MD", "f/g.mdown"]
