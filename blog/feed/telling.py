"""From events of the log to what the feed tells of them, and to whom. An event that is not listed is not public."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec

from accounts.domain.user import (
    ProfileEdited,
    SubjectForgotten,
    UserRegistered,
    UserRenamed,
    UserRestored,
    UserSuspended,
)
from blog.domain.article import (
    ArticleDeleted,
    ArticleEdited,
    ArticleHidden,
    ArticlePublished,
    ArticleReleased,
    ArticleUndeleted,
    ArticleUnhidden,
)
from blog.domain.comment import CommentAdded, CommentDeleted, CommentHidden, CommentUndeleted, CommentUnhidden
from blog.domain.favorite import ArticleFavorited, ArticleUnfavorited
from blog.domain.follow import AuthorFollowed, AuthorUnfollowed
from blog.feed import shown
from blog.feed.change import Change
from blog.feed.cursor import cursor_at
from blog.feed.sight import Sight, Tags
from blog.feed.topics import Topic
from blog.models import Article
from es_core.recorded import AnyRecorded

VERSION = 1  # of every type as yet; see blog.api.feed_shapes

Told = Change | None
Teller = Callable[[str, AnyRecorded, Sight], Told]


def changes(events: Sequence[AnyRecorded]) -> Iterator[Change]:
    """At most one of each event, in their order, each made when it is asked for."""
    sight = Sight(events)
    for each in events:
        name, tell = PUBLIC[type(each.event)]
        if change := tell(name, each, sight):
            yield change


def _article_appears(name: str, each: AnyRecorded, sight: Sight) -> Told:
    """Brought back, it comes with comments that were not told while it was away."""
    if not (article := _article_by(each, sight)):
        return None
    text = _whole(name, each, sight, article, appears=name != "article.published")
    return Change(each.position, text, _topics(article, sight.tags_at(each.position, article)))


def _article_edited(name: str, each: AnyRecorded, sight: Sight) -> Told:
    """It may have got tags, and lost some."""
    if not (article := _article_by(each, sight)):
        return None
    after, before = sight.tags_at(each.position, article), sight.tags_before(each.position, article)
    return Change(
        each.position,
        _whole(name, each, sight, article, appears=False),
        of=_topics(article, after),
        was=_topics(article, before),
        entering=_whole(name, each, sight, article, appears=True) if after - before else None,
        leaving=_json("article.left", each, sight, article={"id": str(article.id)}) if before - after else None,
    )


def _article_gone(name: str, each: AnyRecorded, sight: Sight) -> Told:
    if not (article := _article_by(each, sight)):
        return None
    text = _json(name, each, sight, article={"id": str(article.id)})
    return Change(each.position, text, _topics(article, sight.tags_at(each.position, article)))


def _article_marked(name: str, each: AnyRecorded, sight: Sight) -> Told:
    if not (article := _article_by(each, sight)) or not sight.article(article.id):
        return None
    reader = sight.people.get(each.event.reader_id)
    marked = shown.marked(article, sight.favorites.get(article.id, 0))
    text = _json(name, each, sight, article=marked, reader=shown.person(reader) if reader else None)
    return Change(each.position, text, _topics(article, sight.tags_at(each.position, article)))


def _comment_shown(name: str, each: AnyRecorded, sight: Sight) -> Told:
    article, comment = _article_by(each, sight), sight.comments.get(each.event.comment_id)
    if not article or not comment or not sight.article(article.id):
        return None
    text = _json(name, each, sight, comment=shown.comment(comment))
    return Change(each.position, text, _topics(article, sight.tags_at(each.position, article)))


def _comment_gone(name: str, each: AnyRecorded, sight: Sight) -> Told:
    article, number = _article_by(each, sight), sight.numbers.get(each.event.comment_id)
    if not article or not number or not sight.article(article.id):
        return None
    text = _json(name, each, sight, comment={"id": number, "article": {"id": str(article.id)}})
    return Change(each.position, text, _topics(article, sight.tags_at(each.position, article)))


def _author_came(name: str, each: AnyRecorded, sight: Sight) -> Told:
    return _author(name, each, sight, each.event.user_id, to_all=False)


def _author_changed(name: str, each: AnyRecorded, sight: Sight) -> Told:
    return _author(name, each, sight, each.event.user_id, to_all=True)


def _author_gone(name: str, each: AnyRecorded, sight: Sight) -> Told:
    """Nothing more than whose everything is out of sight now, or back."""
    return Change(each.position, _json(name, each, sight, author={"id": str(each.event.user_id)}), None)


def _author_followed(name: str, each: AnyRecorded, sight: Sight) -> Told:
    """How many follow; whom somebody follows is shown nowhere on the site."""
    return _author(name, each, sight, each.event.author_id, to_all=False)


def _author(name: str, each: AnyRecorded, sight: Sight, user_id: UUID, *, to_all: bool) -> Told:
    if not (profile := sight.people.get(user_id)):
        return None
    text = _json(name, each, sight, author=shown.author(profile, sight.followers.get(user_id, 0)))
    return Change(each.position, text, None if to_all else {("author", str(user_id))})


def _article_by(each: AnyRecorded, sight: Sight) -> Article | None:
    """None for one that nobody has ever seen, or not yet when this happened. It may be gone by now."""
    article = sight.appeared.get(each.event.article_id)
    return article if article and article.position <= each.position else None


def _topics(article: Article, tags: Tags) -> frozenset[Topic]:
    named = [("article", str(article.id)), ("author", str(article.author_id))]
    return frozenset([*named, *(("tag", each) for each in tags)])


def _whole(name: str, each: AnyRecorded, sight: Sight, article: Article, *, appears: bool) -> bytes | None:
    if not sight.article(article.id) or (body := sight.body(article.id)) is None:
        return None
    told = shown.article(article, sight.favorites.get(article.id, 0)) | {"body": body}
    return _json(name, each, sight, appears=appears, article=told)


def _json(name: str, each: AnyRecorded, sight: Sight, **content: Any) -> bytes:
    head = {"type": name, "version": VERSION, "at": shown.moment(sight.moments[each.position])}
    return msgspec.json.encode(head | {"cursor": cursor_at(each.position)} | content)


PUBLIC: dict[type[Any], tuple[str, Teller]] = {
    ArticlePublished: ("article.published", _article_appears),
    ArticleReleased: ("article.published", _article_appears),
    ArticleEdited: ("article.edited", _article_edited),
    ArticleDeleted: ("article.deleted", _article_gone),
    ArticleUndeleted: ("article.undeleted", _article_appears),
    ArticleHidden: ("article.hidden", _article_gone),
    ArticleUnhidden: ("article.unhidden", _article_appears),
    ArticleFavorited: ("article.favorited", _article_marked),
    ArticleUnfavorited: ("article.unfavorited", _article_marked),
    CommentAdded: ("comment.added", _comment_shown),
    CommentDeleted: ("comment.deleted", _comment_gone),
    CommentUndeleted: ("comment.undeleted", _comment_shown),
    CommentHidden: ("comment.hidden", _comment_gone),
    CommentUnhidden: ("comment.unhidden", _comment_shown),
    UserRegistered: ("author.registered", _author_came),
    UserRenamed: ("author.renamed", _author_changed),
    ProfileEdited: ("author.profile_edited", _author_changed),
    SubjectForgotten: ("author.forgotten", _author_changed),
    UserSuspended: ("author.suspended", _author_gone),
    UserRestored: ("author.restored", _author_gone),
    AuthorFollowed: ("author.followed", _author_followed),
    AuthorUnfollowed: ("author.unfollowed", _author_followed),
}
