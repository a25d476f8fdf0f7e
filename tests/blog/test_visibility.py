"""One rule says who may see an article or a comment, and every page asks it."""

import re
from pathlib import Path

import pytest
from django.test import Client

import blog
from accounts import moderation
from blog import queries
from blog.models import Article
from blog.visibility import is_visible
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of, deleted, favorite_of, follow_of, hidden
from tests.blog.pages import titles

RULED = ("visible", "invisible", "hidden", "of_author", "waiting_of", "appeared", "numbers_of")
FOR_MODERATORS = "moderation.py"
READERS = [each for part in ("queries", "views", "feed") for each in Path(blog.__file__).parent.glob(f"{part}/*.py")]


@pytest.mark.parametrize("path", READERS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_page_reads_articles_or_comments_past_the_rule(path: Path) -> None:
    asked = re.findall(r"\b(?:Article|Comment)\.(?:_default_manager|objects)\.(\w+)", path.read_text())
    assert set(asked) <= {*RULED, *(["for_moderators"] if path.name == FOR_MODERATORS else [])}


def test_the_rule_is_looked_for_where_it_is_used() -> None:
    text = "".join(path.read_text() for path in READERS)
    assert len(re.findall(r"\b(?:Article|Comment)\.objects\.\w+", text)) > 5


@pytest.mark.django_db
@pytest.mark.parametrize("unseen", ["deleted", "draft", "scheduled", "hidden"])
def test_what_nobody_may_see_shows_nowhere(ann: Person, bob: Person, bobs: Client, unseen: str) -> None:
    follow_of(bob.id, ann.id)
    shown = article_of(ann.id, title="Shown", tags=("bees",))
    status = unseen if unseen in ("draft", "scheduled") else "published"
    article = article_of(ann.id, title="Hidden", tags=("bees",), status=status)
    comment_of(bob.id, article, "Unheard")
    for each in (shown, article):
        favorite_of(bob.id, each)
    if unseen == "deleted":
        deleted(article)
    if unseen == "hidden":
        hidden(article)
    for page in ("/", "/tag/bees", "/?feed=following", "/profile/ann", "/profile/bob/favorites"):
        assert titles(bobs.get(page)) == ["Shown"], page
        assert titles(bobs.get(f"{page}{'&' if '?' in page else '?'}page=2")) == [], page
    assert bobs.get("/article/hidden").status_code == 404


@pytest.mark.django_db
def test_both_forms_of_the_rule_say_the_same(ann: Person, bob: Person) -> None:
    deleted(article_of(ann.id))
    hidden(article_of(ann.id))
    article_of(bob.id)
    moderation.suspend(bob.id, "Shouts", by=None)
    article_of(bob.id)
    article_of(ann.id)
    article_of(ann.id, status="draft")
    deleted(article_of(ann.id, status="draft"))
    visible = {each.id for each in Article.objects.all() if is_visible(each)}
    assert {each.id for each in Article.objects.visible()} == visible
    assert {each.id for each in Article.objects.invisible()} == {each.id for each in Article.objects.all()} - visible
    assert len(visible) == 1


@pytest.mark.django_db
def test_people_who_are_suspended_are_met_nowhere(ann: Person, bob: Person) -> None:
    moderation.suspend(bob.id, "Shouts", by=None)
    assert queries.author_named("bob", ann.id) is queries.author_with_id(bob.id, ann.id) is None
    assert queries.authors_with_ids([ann.id, bob.id], ann.id).keys() == {ann.id}
