"""What becomes of what somebody wrote, marked and followed, when that person is forgotten."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.forgetting import forget_user
from accounts.projectors import profiles
from blog.commands import publish_article
from blog.domain.comment import COMMENT, CommentDeleted
from blog.models import Article, Comment, Favorite, FavoriteTally, Follow, FollowTally
from blog.projectors.article import articles
from blog.projectors.comment import comments
from blog.projectors.favorite import favorites
from blog.projectors.follow import follows
from es_core import subjects
from es_core.context import now
from es_core.models import Event
from es_core.testing import assert_inline_equals_rebuilt, given
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of, favorite_of, follow_of
from tests.blog.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anns_life(ann: Person, bob: Person, bees: Article) -> Article:
    """Bees of her own with comments by both, and what she marked: Bob's article and Bob himself."""
    wasps = article_of(bob.id, title="Wasps")
    comment_of(ann.id, wasps, "From Ann")
    comment_of(bob.id, bees, "From Bob")
    favorite_of(ann.id, wasps)
    favorite_of(bob.id, bees)
    follow_of(ann.id, bob.id)
    follow_of(bob.id, ann.id)
    return wasps


def events_after(position: int) -> list[str]:
    return list(Event.objects.filter(position__gt=position).order_by("position").values_list("event_type", flat=True))


def head() -> int:
    return Event.objects.latest("position").position


def test_what_is_kept_is_signed_by_a_number(ann: Person, bees: Article, anns_life: Article, client: Client) -> None:
    forget_user(ann.id, erase=False)
    page = client.get(f"/article/{bees.slug}")
    assert page.status_code == 200
    assert "deleted-1" in text_of(page.text)
    assert "Follow deleted-1" not in text_of(page.text)
    assert "deleted-1" in text_of(client.get(f"/article/{anns_life.slug}").text)
    assert "Bees" in client.get("/profile/deleted-1").text
    assert "Follow deleted-1" not in text_of(client.get("/profile/deleted-1").text)
    assert client.get("/profile/ann").status_code == 404


def test_hearts_and_follows_go_in_both_directions_through_events(ann: Person, bob: Person, anns_life: Article) -> None:
    before = head()
    forget_user(ann.id, erase=False)
    assert events_after(before) == [
        "ArticleUnfavorited", "AuthorUnfollowed", "AuthorUnfollowed",
        "SubjectForgotten", "Claimed", "Released", "Released",
    ]  # fmt: skip
    assert [each.reader_id for each in Favorite.objects.all()] == [bob.id]
    assert not Follow.objects.exists()
    assert not FollowTally.objects.exists()
    assert FavoriteTally.objects.get().n == 1


def test_what_is_to_be_deleted_is_gone_from_every_page(
    ann: Person, bees: Article, anns_life: Article, client: Client
) -> None:
    forget_user(ann.id, erase=True)
    assert client.get(f"/article/{bees.slug}").status_code == 404
    assert "From Ann" not in client.get(f"/article/{anns_life.slug}").text
    assert list(Article.objects.visible()) == [anns_life]


def test_an_interrupted_forgetting_is_gone_on_with(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog.subjects.AT_ONCE", 2)
    written = [article_of(ann.id) for _ in range(5)]
    batches = 0

    def stop_after_two(commands: Any) -> Any:
        nonlocal batches
        batches += 1
        if batches > 2:
            raise KeyboardInterrupt
        return execute_many(commands)

    from es_core.execute import execute_many

    with monkeypatch.context() as patched:
        patched.setattr("blog.subjects.execute_many", stop_after_two)
        with pytest.raises(KeyboardInterrupt):
            forget_user(ann.id, erase=True)
    assert Article.objects.visible().count() == 1
    assert ann.user.is_active
    assert forget_user(ann.id, erase=True) == "deleted-1"
    assert not Article.objects.visible().exists()
    deletions = Event.objects.filter(event_type="ArticleDeleted").values_list("stream_id", flat=True)
    assert sorted(deletions) == sorted(each.id for each in written)


def test_read_models_are_the_same_when_rebuilt(ann: Person, bob: Person, anns_life: Article) -> None:
    forget_user(ann.id, erase=True)
    forget_user(bob.id, erase=False)
    assert_inline_equals_rebuilt(profiles, articles, comments, favorites, follows)


def test_an_export_holds_what_was_written_marked_and_followed(
    ann: Person, bob: Person, bees: Article, anns_life: Article
) -> None:
    mine = Comment.objects.get(author_id=ann.id)
    given(COMMENT, CommentDeleted(comment_id=mine.id, article_id=anns_life.id), stream_id=mine.id)
    found = json.loads("".join(subjects.export(ann.id)))
    assert list(found)[2:7] == ["account", "profile", "sessions", "personal_tokens", "failed_sign_ins"]
    assert [(each["slug"], each["tags"]) for each in found["articles"]] == [("bees", ["bees", "craft"])]
    assert [(each["body"], each["is_deleted"]) for each in found["comments"]] == [("From Ann", True)]
    assert found["favorites"] == [{"article_id": str(anns_life.id), "slug": "wasps", "title": "Wasps"}]
    assert found["following"] == found["followers"] == [{"user_id": str(bob.id), "username": "bob"}]
    assert [each["event_type"] for each in found["events"]] == [
        "UserRegistered", "Claimed", "Claimed", "ArticlePublished", "CommentAdded", "ArticleFavorited",
        "AuthorFollowed", "CommentDeleted",
    ]  # fmt: skip


def test_what_is_written_in_another_tab_meanwhile_goes_too(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    purge = subjects.purge

    def write_and_purge(person_id: UUID) -> None:
        article_of(person_id, title="One more")
        purge(person_id)

    monkeypatch.setattr(subjects, "purge", write_and_purge)
    forget_user(ann.id, erase=True)
    assert not Article.objects.visible().exists()


def test_what_waits_for_its_time_does_not_appear(ann: Person) -> None:
    tomorrow = now() + timedelta(days=1)
    publish_article(author_id=ann.id, title="Later", description="d", body="b", tags=[], publish_on=tomorrow)
    forget_user(ann.id, erase=False)
    assert Article.objects.get(title="Later").is_deleted
