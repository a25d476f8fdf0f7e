"""What Hugo, Jekyll, Eleventy and Pelican leave in their folders arrives as articles."""

from datetime import UTC, datetime

import pytest

from blog.importing.outcome import Result
from blog.models import Article
from tests.blog.importing.conftest import SITES, Importing

pytestmark = pytest.mark.django_db


def test_hugo(import_all: Importing) -> None:
    outcomes = import_all(SITES / "hugo")
    assert {path: each.result for path, each in outcomes.items()} == {
        "posts/bees/index.md": Result.PUBLISHED,
        "posts/honey.md": Result.DRAFT,
    }
    bees = Article.objects.get()
    assert (bees.slug, bees.title, bees.description) == ("bees", "What the bees said", "They said little.")
    assert bees.published_at == datetime(2024, 3, 2, 8, 30, tzinfo=UTC)
    assert bees.tags == ["bees", "gardens"]
    assert bees.body == "Nothing, at first."


def test_jekyll(import_all: Importing) -> None:
    outcomes = import_all(SITES / "jekyll")
    assert {path: each.result for path, each in outcomes.items()} == {
        "_drafts/soon.md": Result.DRAFT,
        "_posts/2023-05-06-a-walk.markdown": Result.PUBLISHED,
    }
    walk = Article.objects.get()
    assert (walk.slug, walk.title) == ("a-walk", "A walk: up and down")
    assert walk.published_at == datetime(2023, 5, 6, tzinfo=UTC)
    assert walk.tags == ["hills", "walking"]
    description = "We went up the hill in the rain. It was steep! Nobody spoke until the top. Then we came down."
    assert walk.description == description


def test_eleventy(import_all: Importing) -> None:
    outcomes = import_all(SITES / "eleventy")
    assert outcomes["posts/first.md"].result is Result.PUBLISHED
    [note] = outcomes["posts/first.md"].notes
    assert "tag" in note
    assert "c/c++" in note
    first = Article.objects.get()
    assert (first.tags, first.body, first.description) == (["posts"], "Hello from Eleventy.", "Hello from Eleventy.")


def test_pelican(import_all: Importing) -> None:
    import_all(SITES / "pelican")
    post = Article.objects.get()
    assert (post.slug, post.title, post.description) == (
        "my-super-post",
        "My super title",
        "Short version for index",
    )
    assert post.published_at == datetime(2010, 12, 3, 10, 20, tzinfo=UTC)
    assert post.tags == ["pelican", "publishing"]
