"""What the blog holds of a person: articles, comments, favorites, follows; and how somebody takes leave of them."""

from collections.abc import Iterator
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts import subjects as accounts_subjects  # noqa: F401 - so that the account heads an export
from accounts.models import Profile
from blog.domain.article import ARTICLE, DeleteArticle
from blog.domain.comment import COMMENT, DeleteComment
from blog.domain.favorite import FAVORITE, UnfavoriteArticle
from blog.domain.follow import FOLLOW, UnfollowAuthor
from blog.models import Article, Comment, Favorite, Follow, Report
from blog.processes import publication_streams
from es_core import subjects
from es_core.context import now
from es_core.decision import AnyDecider
from es_core.execute import execute_many
from es_core.keys import unseal
from es_core.subjects.holdings import Row

AT_ONCE = 200  # commands an append: it holds the locks of their streams
ARTICLE_COLUMNS = (
    "id", "slug", "title", "description", "body", "tags", "status", "published_at", "edited_at", "is_deleted",
    "hidden_at", "hidden_because",
)  # fmt: skip
COMMENT_COLUMNS = ("id", "number", "article_id", "body", "added_at", "is_deleted", "hidden_at", "hidden_because")
REPORT_COLUMNS = ("kind", "thing_id", "article_id", "reason", "filed_at", "outcome", "note", "closed_at")

Rows = Iterator[Row]


@subjects.owns
def streams(person_id: UUID) -> Iterator[UUID]:
    return chain(
        _ids(Article.objects.of_author(person_id)),
        (stream for each in _ids(Article.objects.of_author(person_id)) for stream in publication_streams(each)),
        _ids(Comment.objects.of_author(person_id)),
        (FAVORITE.stream_id(each) for each in _unfavorites(person_id)),
        (FOLLOW.stream_id(each) for each in _unfollows(person_id)),
        _ids(Report.objects.filter(reporter_id=person_id)),
    )


@subjects.takes_leave
def take_leave(person_id: UUID, erase: bool) -> None:
    """Hearts and follows go in any case, those of others on this author too: there is nobody to follow any more."""
    commands: Iterator[tuple[AnyDecider, Any]] = chain(
        ((FAVORITE, each) for each in _unfavorites(person_id)),
        ((FOLLOW, each) for each in _unfollows(person_id)),
        ((FOLLOW, UnfollowAuthor(follower_id=each, author_id=person_id)) for each in _followers(person_id)),
        _deletions(person_id) if erase else _withdrawals(person_id),
    )
    for batch in subjects.batched(commands, AT_ONCE):
        execute_many(batch)


def _withdrawals(person_id: UUID) -> Iterator[tuple[AnyDecider, Any]]:
    """What waits for its time, and nobody has read, does not appear when its author is gone."""
    for each in _ids(Article.objects.waiting_of(person_id)):
        yield ARTICLE, DeleteArticle(article_id=each, deleter_id=person_id, deleted_at=now())


def _deletions(person_id: UUID) -> Iterator[tuple[AnyDecider, Any]]:
    for each in _ids(Article.objects.of_author(person_id).filter(is_deleted=False)):
        yield ARTICLE, DeleteArticle(article_id=each, deleter_id=person_id, deleted_at=now())
    for each in _ids(Comment.objects.of_author(person_id).filter(is_deleted=False)):
        yield COMMENT, DeleteComment(comment_id=each, deleter_id=person_id)


@subjects.exports("articles")
def articles(person_id: UUID) -> Rows:
    for batch in subjects.batched(_ids(Article.objects.of_author(person_id)), 100):
        yield from Article.objects.filter(id__in=batch).order_by("position").values(*ARTICLE_COLUMNS)


@subjects.exports("comments")
def comments(person_id: UUID) -> Rows:
    for batch in subjects.batched(_ids(Comment.objects.of_author(person_id))):
        yield from Comment.objects.filter(id__in=batch).order_by("number").values(*COMMENT_COLUMNS)


@subjects.exports("favorites")
def favorites(person_id: UUID) -> Rows:
    """Articles that are gone for everybody are named by their ids alone."""
    for batch in subjects.batched(each.article_id for each in _unfavorites(person_id)):
        shown = {each.id: each for each in Article.objects.visible().filter(id__in=batch).only("slug", "title")}
        for each in batch:
            article = shown.get(each)
            yield {"article_id": each} | ({"slug": article.slug, "title": article.title} if article else {})


@subjects.exports("reports")
def reports(person_id: UUID) -> Rows:
    """What the person has against others' things; not what others have against theirs."""
    for each in Report.objects.filter(reporter_id=person_id).order_by("filed_at", "id"):
        row = {name: getattr(each, name) for name in REPORT_COLUMNS}
        yield row | {"text": str(unseal(each.text)) if each.text else ""}


@subjects.exports("following")
def following(person_id: UUID) -> Rows:
    return _named(each.author_id for each in _unfollows(person_id))


@subjects.exports("followers")
def followers(person_id: UUID) -> Rows:
    return _named(_followers(person_id))


def _named(people: Iterator[UUID]) -> Rows:
    for batch in subjects.batched(people):
        yield from Profile.objects.filter(pk__in=batch).values("user_id", "username")


def _unfavorites(reader_id: UUID) -> Iterator[UnfavoriteArticle]:
    marks = Favorite.objects.filter(reader_id=reader_id).order_by("position").values_list("article_id", flat=True)
    return (UnfavoriteArticle(article_id=each, reader_id=reader_id) for each in marks)


def _unfollows(follower_id: UUID) -> Iterator[UnfollowAuthor]:
    followed = Follow.objects.filter(follower_id=follower_id).order_by("position").values_list("author_id", flat=True)
    return (UnfollowAuthor(follower_id=follower_id, author_id=each) for each in followed)


def _followers(author_id: UUID) -> Iterator[UUID]:
    return iter(Follow.objects.filter(author_id=author_id).order_by("position").values_list("follower_id", flat=True))


def _ids(found: QuerySet[Any]) -> Iterator[UUID]:
    """All at once: 16 bytes and a little each, where paging would look for every page anew."""
    return iter(found.order_by("pk").values_list("pk", flat=True))
