"""What of the blog's pages follows the log. Each query gets no reader: what it shows is the same for everybody."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from accounts.domain.user import ProfileEdited, SubjectForgotten, UserRenamed, UserRestored, UserSuspended
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
from blog.queries import live as queries
from blog.templatetags.text import in_words
from es_core.live import LiveQuery, Page, Part, always, finishers
from es_core.live.query import Values


def article_id(event: Any) -> UUID:
    found: UUID = event.article_id
    return found


def author_id(event: Any) -> UUID:
    found: UUID = event.author_id
    return found


def user_id(event: Any) -> UUID:
    found: UUID = event.user_id
    return found


def lists_with(event: Any) -> Iterable[str | UUID]:
    return ("global", event.author_id, *event.tags)


def author_of_article(context: dict[str, Any]) -> Iterable[UUID]:
    return (context["article"].author_id,) if context["article"] else ()


def authors_of_comments(context: dict[str, Any]) -> Iterable[UUID]:
    return {each.author_id for each in context["comments"]}


def authors_followed(context: dict[str, Any]) -> Iterable[UUID]:
    followed: list[UUID] = context.get("authors", [])
    return followed


finishers.append(in_words)

Touches = Mapping[type[Any], Callable[[Any], Values]]

NAMES: Touches = dict.fromkeys((UserRenamed, ProfileEdited, SubjectForgotten), user_id)
# Rare, and about all that somebody ever wrote.
SUSPENSIONS: Touches = dict.fromkeys((UserSuspended, UserRestored), always)
COMES_AND_GOES = (ArticleDeleted, ArticleUndeleted, ArticleHidden, ArticleUnhidden)
TEXTS: Touches = {**dict.fromkeys((ArticleEdited, *COMES_AND_GOES), article_id), **SUSPENSIONS}
# These events don't say which lists the article is in.
APPEARANCES: Touches = {**dict.fromkeys((ArticleReleased, *COMES_AND_GOES), always), **SUSPENSIONS}
OWN_COMMENTS = dict.fromkeys((CommentDeleted, CommentUndeleted, CommentHidden, CommentUnhidden), article_id)
COMMENTS: Touches = {
    **dict.fromkeys((CommentAdded, *COMES_AND_GOES), article_id),
    **OWN_COMMENTS,
    **SUSPENSIONS,
}

HEARTS: Touches = dict.fromkeys((ArticleFavorited, ArticleUnfavorited), article_id)

favorites_count = LiveQuery(
    name="favorites-count",
    template="blog/_favorites_count.html",
    context=queries.favorites_count,
    wakes_on=HEARTS,
)

followers_count = LiveQuery(
    name="followers-count",
    template="blog/_followers_number.html",
    context=queries.followers_count,
    wakes_on={AuthorFollowed: author_id, AuthorUnfollowed: author_id},
)

article_heading = LiveQuery(
    name="article-heading",
    template="blog/_article_heading.html",
    context=queries.article,
    wakes_on=TEXTS,
)

article_byline = LiveQuery(
    name="article-byline",
    template="blog/_article_byline.html",
    context=queries.article,
    wakes_on={**TEXTS, **NAMES},
    watches=author_of_article,
)

preview_byline = LiveQuery(
    name="preview-byline",
    template="blog/_preview_byline.html",
    context=queries.article,
    wakes_on={**TEXTS, **NAMES},
    watches=author_of_article,
)

article_preview = Part(
    name="article-preview",
    template="blog/_article_preview.html",
    context=queries.article_preview,
    wakes_on={**TEXTS, **NAMES, **HEARTS},
    watches=author_of_article,
)

article_meta = Part(
    name="article-meta",
    template="blog/_article_meta.html",
    context=queries.article_meta,
    wakes_on={**TEXTS, **NAMES, **HEARTS},
    watches=author_of_article,
)

article_page = Page(name="article-page", wakes_on={})  # its fragments tell

# Which articles a list has, and whose page a profile is.
LISTS: Touches = {**dict.fromkeys((ArticlePublished, ArticleEdited), always), **APPEARANCES}

list_page = Page(name="list-page", wakes_on=LISTS)

profile_page = Page(name="profile-page", wakes_on={**LISTS, **dict.fromkeys(NAMES, always)})

article_text = LiveQuery(
    name="article-text",
    template="blog/_article_text.html",
    context=queries.article,
    wakes_on=TEXTS,
)

article_unhidden = LiveQuery(
    name="article-unhidden",
    template="blog/_article_unhidden.html",
    context=queries.article,
    wakes_on={ArticleUnhidden: article_id},
)

article_appeared = LiveQuery(
    name="article-appeared",
    template="blog/_article_appeared.html",
    context=queries.article,
    wakes_on={ArticleReleased: article_id},
)

comments = LiveQuery(
    name="comments",
    template="blog/_comment_list.html",
    context=queries.comments,
    wakes_on={**COMMENTS, **NAMES},
    watches=authors_of_comments,
)

hidden_comments = LiveQuery(
    name="hidden-comments",
    template="blog/_hidden_comments.html",
    context=queries.hidden_comments,
    wakes_on=OWN_COMMENTS,
    viewer="reader_id",
)

popular_tags = LiveQuery(
    name="popular-tags",
    template="blog/_popular_tags.html",
    context=queries.tags,
    wakes_on=LISTS,
)

new_articles = LiveQuery(
    name="new-articles",
    template="blog/_new_articles.html",
    context=queries.new_articles,
    wakes_on={ArticlePublished: lists_with, **APPEARANCES},
)

new_in_your_feed = LiveQuery(
    name="new-in-your-feed",
    template="blog/_new_articles.html",
    context=queries.new_in_your_feed,
    wakes_on={
        ArticlePublished: author_id,
        AuthorFollowed: lambda event: event.follower_id,
        AuthorUnfollowed: lambda event: event.follower_id,
        **APPEARANCES,
    },
    watches=authors_followed,
    viewer="reader_id",
)
