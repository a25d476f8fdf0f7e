"""Whatever happened, and in whatever batches it is replayed: the rows are the same, and counts are true."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from accounts.domain.user import USER, RestoreUser, SuspendUser, UserRegistered
from blog.domain.article import (
    ARTICLE,
    DeleteArticle,
    EditArticle,
    HideArticle,
    PublishArticle,
    ReleaseArticle,
    UndeleteArticle,
    UnhideArticle,
)
from blog.domain.comment import (
    COMMENT,
    AddComment,
    DeleteComment,
    HideComment,
    UndeleteComment,
    UnhideComment,
)
from blog.domain.favorite import FAVORITE, ArticleFavorited, ArticleUnfavorited, FavoriteArticle, UnfavoriteArticle
from blog.domain.follow import FOLLOW, FollowAuthor, UnfollowAuthor
from blog.domain.report import REPORT, CloseReport, FileReport, Kind, Outcome, Reason, ReopenReport
from blog.models import (
    Article,
    ArticleSlug,
    ArticleTag,
    ArticleTally,
    Comment,
    Favorite,
    FavoriteTally,
    Follow,
    FollowTally,
    Report,
    SuspendedAuthor,
    Tag,
)
from blog.projectors import articles, comments, favorites, follows, reports
from es_core import testing
from es_core.errors import Rejected
from es_core.read import load
from es_core.read_model import Tally
from es_core.rebuild import filling
from es_core.tail import read_all

PROJECTORS = (articles, comments, favorites, follows, reports)
PEOPLE = [UUID(int=n + 1) for n in range(3)]
ARTICLES = [UUID(int=n + 100) for n in range(3)]
COMMENTS = [UUID(int=n + 200) for n in range(2)]
TIME = datetime(2026, 8, 1, tzinfo=UTC)
SOON, LATER = TIME + timedelta(days=10), TIME + timedelta(days=20)
WORDS: dict[str, Any] = {"description": "D", "body": "B", "tags": ("red",)}

person, article, comment = st.sampled_from(PEOPLE), st.sampled_from(ARTICLES), st.sampled_from(COMMENTS)
texts = {
    "title": st.sampled_from(["One", "Two"]),
    "description": st.just("D"),
    "body": st.sampled_from(["a", "b"]),
    "tags": st.lists(st.sampled_from(["red", "green", "blue"]), unique=True).map(tuple),
}


def author_of(article_id: UUID) -> UUID:
    return PEOPLE[article_id.int % 2]


def publish(article_id: UUID, days: int, **values: Any) -> PublishArticle:
    return PublishArticle(
        article_id=article_id,
        author_id=author_of(article_id),
        slug=f"{values['title']}-{article_id.int}",
        published_at=TIME + timedelta(days=days),
        **values,
    )


def edit(article_id: UUID, **values: Any) -> EditArticle:
    slug = f"{values['title']}-{article_id.int}"
    return EditArticle(article_id=article_id, editor_id=author_of(article_id), slug=slug, edited_at=TIME, **values)


def add(comment_id: UUID, article_id: UUID, author_id: UUID) -> AddComment:
    return AddComment(
        comment_id=comment_id,
        number=comment_id.int,
        article_id=article_id,
        author_id=author_id,
        body="x",
        added_at=TIME,
    )


def suspend(user_id: UUID) -> SuspendUser:
    return SuspendUser(user_id=user_id, moderator_id=None, is_superuser=True, reason="Shouts", suspended_at=TIME)


def report(thing_id: UUID, reporter_id: UUID) -> FileReport:
    return FileReport(
        kind=Kind.ARTICLE,
        thing_id=thing_id,
        article_id=thing_id,
        author_id=author_of(thing_id),
        reporter_id=reporter_id,
        reason=Reason.SPAM,
        filed_at=TIME,
    )


def close(thing_id: UUID, reporter_id: UUID, outcome: Outcome) -> CloseReport:
    about: dict[str, Any] = {"kind": Kind.ARTICLE, "thing_id": thing_id, "reporter_id": reporter_id}
    return CloseReport(**about, outcome=outcome, note="Looked at", closed_at=TIME)


DELETE = DeleteArticle(article_id=ARTICLES[0], deleter_id=author_of(ARTICLES[0]), deleted_at=TIME)
DELETE_COMMENT = DeleteComment(comment_id=COMMENTS[0], deleter_id=PEOPLE[0])

steps = st.one_of(
    st.builds(publish, article, st.integers(0, 2), publish_on=st.sampled_from([None, SOON]), **texts).map(
        lambda each: (ARTICLE, each)
    ),
    st.builds(edit, article, publish_on=st.sampled_from([None, "now", SOON, LATER]), **texts).map(
        lambda each: (ARTICLE, each)
    ),
    st.builds(ReleaseArticle, article_id=article, published_at=st.sampled_from([SOON, LATER])).map(
        lambda each: (ARTICLE, each)
    ),
    article.map(lambda a: (ARTICLE, DeleteArticle(article_id=a, deleter_id=author_of(a), deleted_at=TIME))),
    article.map(lambda a: (ARTICLE, UndeleteArticle(article_id=a, undeleter_id=author_of(a)))),
    st.builds(add, comment, article, st.just(PEOPLE[0])).map(lambda each: (COMMENT, each)),
    comment.map(lambda c: (COMMENT, DeleteComment(comment_id=c, deleter_id=PEOPLE[0]))),
    comment.map(lambda c: (COMMENT, UndeleteComment(comment_id=c, undeleter_id=PEOPLE[0]))),
    article.map(lambda a: (ARTICLE, HideArticle(article_id=a, reason="Spam", hidden_at=TIME))),
    article.map(lambda a: (ARTICLE, UnhideArticle(article_id=a))),
    comment.map(lambda c: (COMMENT, HideComment(comment_id=c, reason="Spam", hidden_at=TIME))),
    comment.map(lambda c: (COMMENT, UnhideComment(comment_id=c))),
    person.map(lambda p: (USER, suspend(p))),
    person.map(lambda p: (USER, RestoreUser(user_id=p))),
    st.builds(report, article, person).map(lambda each: (REPORT, each)),
    st.builds(close, article, person, st.sampled_from([Outcome.HIDDEN, Outcome.DISMISSED])).map(
        lambda each: (REPORT, each)
    ),
    st.builds(ReopenReport, kind=st.just(Kind.ARTICLE), thing_id=article, reporter_id=person).map(
        lambda each: (REPORT, each)
    ),
    st.builds(FavoriteArticle, article_id=article, reader_id=person).map(lambda each: (FAVORITE, each)),
    st.builds(UnfavoriteArticle, article_id=article, reader_id=person).map(lambda each: (FAVORITE, each)),
    st.builds(FollowAuthor, follower_id=person, author_id=person).map(lambda each: (FOLLOW, each)),
    st.builds(UnfollowAuthor, follower_id=person, author_id=person).map(lambda each: (FOLLOW, each)),
)


def happen(history: list[tuple[Any, Any]]) -> None:
    """As `execute` would have it, each in an append of its own; what the rules refuse does not happen."""
    for decider, command in history:
        stream_id = decider.stream_id(command)
        try:
            events = decider.decide(command, load(decider, stream_id)[0])
        except Rejected:
            continue
        if events:
            testing.given(decider, *events, stream_id=stream_id)


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each try rebuilds four tables: shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=st.lists(steps, min_size=5, max_size=100), batch=st.sampled_from([1, 3, 10, 5000]))
def test_rows_are_the_same_however_they_are_made(
    history: list[tuple[Any, Any]], batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "BATCH", batch)
    with transaction.atomic():
        for each in PEOPLE:
            testing.given(USER, registered(each))
        happen(history)
        assert_seen_is_what_the_log_says()
        assert_counts_are_those_of_the_rows()
        testing.assert_replayed_twice_equals_once(*PROJECTORS)
        testing.assert_inline_equals_rebuilt(*PROJECTORS)
        transaction.set_rollback(True)


def registered(user_id: UUID) -> UserRegistered:
    name = f"reader{user_id.int}"
    return UserRegistered(user_id=user_id, username=name, email="e", email_key=name, registered_at=TIME)


def assert_seen_is_what_the_log_says() -> None:
    """Of each article and comment, and of what is told to those whom it concerns."""
    shut = {each for each in PEOPLE if load(USER, each)[0].is_suspended}
    assert set(SuspendedAuthor.objects.filter(is_suspended=True).values_list("author_id", flat=True)) == shut
    states = {each: load(ARTICLE, each)[0] for each in ARTICLES}
    known = {each: state for each, state in states.items() if state}
    taken_down = {each for each, state in known.items() if state.is_deleted or state.is_hidden or state.due_at}
    seen = {each for each, state in known.items() if state.author_id not in shut} - taken_down
    assert {each.id for each in Article.objects.visible()} == seen
    assert {each.id for each in Article.objects.invisible()} == known.keys() - seen
    hidden = {each for each, state in known.items() if state.is_hidden and not state.is_deleted}
    assert {(each.id, each.hidden_because) for each in Article.objects.hidden()} == {(each, "Spam") for each in hidden}
    said = {each: state for each in COMMENTS if (state := load(COMMENT, each)[0])}
    heard = {each for each, state in said.items() if not (state.is_deleted or state.is_hidden or PEOPLE[0] in shut)}
    assert {each.id for each in Comment.objects.visible()} == heard
    streams = {each.id: each.outcome for each in Report.objects.all()}
    assert streams == {each: load(REPORT, each)[0] for each in streams}


def assert_counts_are_those_of_the_rows() -> None:
    visible = list(Article.objects.visible())
    tags = Counter(tag for each in visible for tag in each.tags)
    assert {each.name: each.articles_count for each in Tag.objects.all()} == tags
    assert Counter(ArticleTag.objects.values_list("tag", flat=True)) == tags
    assert counted(ArticleTally, "all") == ({"": len(visible)} if visible else {})
    assert counted(ArticleTally, "author") == Counter(str(each.author_id) for each in visible)
    assert counted(FavoriteTally, "article") == Counter(str(each.article_id) for each in Favorite.objects.all())
    assert counted(FollowTally, "author") == Counter(str(each.author_id) for each in Follow.objects.all())


def counted(model: type[Tally], scope: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for key, n in model._default_manager.filter(scope=scope).values_list("key", "n"):
        counts[key] += n
    return dict(counts)


@pytest.mark.django_db
def test_events_shown_again_late_change_nothing() -> None:
    [first, *_] = ARTICLES
    happen([(ARTICLE, publish(first, 0, title="One", **WORDS)), (COMMENT, add(COMMENTS[0], first, PEOPLE[0]))])
    early = list(read_all())
    happen([(ARTICLE, edit(first, title="Two", **WORDS)), (ARTICLE, DELETE), (COMMENT, DELETE_COMMENT)])
    before = testing.rows(articles, comments)
    for each in (articles, comments):
        each.project(early, live=False)
    assert testing.rows(articles, comments) == before


@pytest.mark.django_db
def test_a_mark_set_again_counts_from_then() -> None:
    """Taken back and set again in one batch, on a row that an earlier batch had made."""
    mark = {"article_id": ARTICLES[0], "reader_id": PEOPLE[0]}
    [first] = testing.given(FAVORITE, ArticleFavorited(**mark))
    away = replace(first, position=first.position + 1, version=2, event=ArticleUnfavorited(**mark))
    again = replace(first, position=first.position + 2, version=3)
    favorites.project([away, again], live=False)
    assert Favorite.objects.get().position == again.position
    assert counted(FavoriteTally, "article") == {str(ARTICLES[0]): 1}


@pytest.mark.django_db
def test_every_address_that_an_article_had_is_kept() -> None:
    [first, *_] = ARTICLES
    happen([(ARTICLE, publish(first, 0, title="One", **WORDS)), (ARTICLE, edit(first, title="Two", **WORDS))])
    assert set(ArticleSlug.objects.values_list("slug", flat=True)) == {"One-100", "Two-100"}
    assert Article.objects.get(id=first).slug == "Two-100"


@pytest.mark.django_db
def test_a_deleted_comment_keeps_its_row_and_number() -> None:
    happen([(COMMENT, add(COMMENTS[0], ARTICLES[0], PEOPLE[0])), (COMMENT, DELETE_COMMENT)])
    assert Comment.objects.get(number=COMMENTS[0].int).is_deleted
    assert not Comment.objects.visible().exists()
