"""`./manage.py import_articles` at the terminal."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from blog.models import Article
from es_core.models import CommandRecord
from tests.accounts.conftest import Person
from tests.blog.importing.conftest import write


def run(folder: Path, author: str = "ann", **options: bool) -> str:
    out = StringIO()
    call_command("import_articles", folder, author=author, stdout=out, **options)
    return out.getvalue()


def test_it_sums_up_and_acts_as_the_author(ann: Person, folder: Path) -> None:
    write(folder / "a.md", title="A")
    write(folder / "b.md", title="B", draft="true")
    told = run(folder, author="ANN")
    assert "1 │ published" in told
    assert "1 │ drafts" in told
    command = CommandRecord.objects.get(name="PublishArticle")
    assert (command.actor_id, command.channel) == (ann.id, "manage.py import_articles")


def test_scripts_learn_what_became_of_each_file(ann: Person, folder: Path) -> None:
    write(folder / "a.md", title="A")
    write(folder / "b.md", title="B", draft="true")
    files = json.loads(run(folder, json=True))["files"]
    assert [(each["path"], each["result"]) for each in files] == [("a.md", "published"), ("b.md", "drafts")]


def test_broken_files_are_told_and_end_it_with_1(ann: Person, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "a.md", title="A")
    (folder / "b.md").write_text("---\ntitle: [\n---\nText\n")
    with pytest.raises(CommandError, match="1 of 2 files") as ended:
        call_command("import_articles", folder, author="ann")
    assert ended.value.returncode == 1
    assert "b.md:" in capsys.readouterr().out
    assert Article.objects.count() == 1


def test_names_that_look_like_markup_are_shown_as_they_are(ann: Person, folder: Path) -> None:
    write(folder / "[/bold].md", title="x" * 300)
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("import_articles", folder, author="ann", stdout=out)
    assert "[/bold].md: title" in out.getvalue()


def test_a_dry_run_says_what_it_would_do(ann: Person, folder: Path) -> None:
    write(folder / "a.md", title="A")
    assert "1 │ published" in run(folder, dry_run=True)
    assert not Article.objects.exists()


def test_an_unknown_author(ann: Person, folder: Path) -> None:
    write(folder / "a.md", title="A")
    with pytest.raises(CommandError, match="nobody here is called 'zoe'"):
        run(folder, author="zoe")


@pytest.mark.parametrize(("name", "reason"), [("missing", "there is no folder"), ("a.md", "is no folder")])
def test_a_folder_that_is_none(ann: Person, folder: Path, name: str, reason: str) -> None:
    write(folder / "a.md", title="A")
    with pytest.raises(CommandError, match=reason):
        run(folder / name)


def test_an_empty_folder(ann: Person, folder: Path) -> None:
    with pytest.raises(CommandError, match="no Markdown files"):
        run(folder)
