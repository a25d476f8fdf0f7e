"""An article is known again by author and path: nothing comes twice, what changed is edited."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from blog.importing.outcome import Result
from blog.models import Article, ArticleSlug
from es_core.context import now
from es_core.models import CommandRecord
from es_core.tail import head, read_all
from tests.accounts.conftest import Person
from tests.blog.history import article_of, deleted
from tests.blog.importing.conftest import Importing, write

pytestmark = pytest.mark.django_db


def test_the_author_and_the_path_are_kept_in_the_event(import_all: Importing, folder: Path, ann: Person) -> None:
    write(folder / "posts" / "bees.md", title="Bees")
    import_all()
    published = [each.event for each in read_all() if type(each.event).__name__ == "ArticlePublished"]
    assert [(each.author_id, each.source) for each in published] == [(ann.id, "file:posts/bees.md")]


def test_a_second_run_changes_nothing_and_sends_no_command(import_all: Importing, folder: Path) -> None:
    write(folder / "bees.md", "Some text.  \n\n    code", title="Bees", tags="[Craft, bees]", slug="Of Bees")
    import_all()
    before = head(), CommandRecord.objects.count()
    assert import_all()["bees.md"].result is Result.UNCHANGED
    assert (head(), CommandRecord.objects.count()) == before


def test_what_changed_is_edited(import_all: Importing, folder: Path) -> None:
    write(folder / "bees.md", "Old.", title="Bees", date="2020-01-01")
    write(folder / "honey.md", title="Honey")
    import_all()
    write(folder / "bees.md", "New.", title="Bees", date="2020-01-01")
    outcomes = import_all()
    assert (outcomes["bees.md"].result, outcomes["honey.md"].result) == (Result.EDITED, Result.UNCHANGED)
    bees = Article.objects.get(title="Bees")
    assert (bees.body, bees.published_at) == ("New.", datetime(2020, 1, 1, tzinfo=UTC))
    assert Article.objects.count() == 2


def test_a_new_title_or_slug_is_a_new_address_and_the_old_one_stays(import_all: Importing, folder: Path) -> None:
    write(folder / "a.md", title="Bees")
    write(folder / "b.md", title="Honey", slug="honey")
    import_all()
    write(folder / "a.md", title="Wasps")
    write(folder / "b.md", title="Honey", slug="sweet")
    import_all()
    assert set(Article.objects.values_list("slug", flat=True)) == {"wasps", "sweet"}
    assert set(ArticleSlug.objects.values_list("slug", flat=True)) == {"bees", "wasps", "honey", "sweet"}


def test_a_taken_address_gets_a_suffix_once(import_all: Importing, folder: Path, bob: Person) -> None:
    article_of(bob.id, slug="bees")
    write(folder / "bees.md", title="Mine", slug="bees")
    [note] = import_all()["bees.md"].notes
    mine = Article.objects.get(title="Mine")
    assert mine.slug.startswith("bees-")
    assert mine.slug in note
    assert import_all()["bees.md"].result is Result.UNCHANGED
    assert Article.objects.get(title="Mine").slug == mine.slug


def test_two_files_of_one_title_are_two_articles(import_all: Importing, folder: Path) -> None:
    write(folder / "1" / "index.md", title="Bees")
    write(folder / "2" / "index.md", title="Bees")
    import_all()
    assert Article.objects.filter(title="Bees").values("slug").distinct().count() == 2


def test_the_same_path_of_two_authors_is_two_articles(import_all: Importing, folder: Path, bob: Person) -> None:
    write(folder / "bees.md", title="Bees")
    import_all()
    assert import_all(author=bob)["bees.md"].result is Result.PUBLISHED
    assert Article.objects.count() == 2


def test_an_article_deleted_on_the_site_stays_deleted(import_all: Importing, folder: Path) -> None:
    write(folder / "bees.md", title="Bees")
    import_all()
    deleted(Article.objects.get())
    write(folder / "bees.md", "New.", title="Bees")
    assert import_all()["bees.md"].result is Result.DELETED
    assert Article.objects.get().is_deleted


def test_drafts_and_dates_to_come_wait(import_all: Importing, folder: Path) -> None:
    write(folder / "a.md", title="A", draft="true")
    due = now() + timedelta(days=2)
    write(folder / "b.md", title="B", date=due.isoformat())
    outcomes = import_all()
    assert (outcomes["a.md"].result, outcomes["b.md"].result) == (Result.DRAFT, Result.NOT_DUE)
    assert outcomes["b.md"].notes == (f"is dated {due:%Y-%m-%d %H:%M} UTC: import it then",)
    assert not Article.objects.exists()


def test_without_a_date_it_is_published_now(import_all: Importing, folder: Path) -> None:
    write(folder / "bees.md", title="Bees")
    began = now()
    import_all()
    assert began <= Article.objects.get().published_at <= now()


def test_a_dry_run_tells_and_changes_nothing(import_all: Importing, folder: Path) -> None:
    write(folder / "bees.md", title="Bees")
    before = head()
    assert import_all(dry=True)["bees.md"].result is Result.PUBLISHED
    assert head() == before
    import_all()
    write(folder / "bees.md", "New.", title="Bees")
    assert import_all(dry=True)["bees.md"].result is Result.EDITED
    assert Article.objects.get().body == "Some text."


def test_it_is_done_by_commands(import_all: Importing, folder: Path) -> None:
    write(folder / "bees.md", title="Bees")
    import_all()
    write(folder / "bees.md", "New.", title="Bees")
    import_all()
    names = CommandRecord.objects.filter(stream_type="article").order_by("started_at").values_list("name", flat=True)
    assert list(names) == ["PublishArticle", "EditArticle"]
