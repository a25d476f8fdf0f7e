"""What wakes subscriptions: the same events as the pages' fragments, which the hub follows for both."""

from typing import Any
from uuid import UUID

from accounts.domain.user import TokenRevoked
from blog.domain.article import ArticleEdited, ArticlePublished, ArticleReleased
from blog.domain.tags import normalise_tags
from blog.live import (
    APPEARANCES,
    COMMENTS,
    HEARTS,
    NAMES,
    TEXTS,
    article_id,
    author_of_article,
    authors_of_comments,
    user_id,
)
from blog.queries import live as queries
from es_core.errors import Rejected
from es_core.live import LiveQuery, always
from es_core.live.sessions import endings

EVERY_TAG = ""


def tags_with(event: Any) -> tuple[str, ...]:
    return (EVERY_TAG, *event.tags)


def tag_watched(tag: str | None) -> str:
    """In the form that events have it."""
    try:
        return next(iter(normalise_tags([tag or EVERY_TAG])), EVERY_TAG)
    except Rejected:
        return EVERY_TAG


def nothing_shown(tag: str) -> dict[str, Any]:
    return {}


def holder(user_id: str) -> dict[str, UUID]:
    return {"user_id": UUID(user_id)}


article = LiveQuery(
    name="graphql-article",
    context=queries.article,
    wakes_on={**TEXTS, **NAMES, **HEARTS, ArticleReleased: article_id},
    watches=author_of_article,
)

comments = LiveQuery(
    name="graphql-comments",
    context=queries.comments,
    wakes_on={**COMMENTS, **NAMES},
    watches=authors_of_comments,
)

articles = LiveQuery(
    name="graphql-articles",
    context=nothing_shown,
    wakes_on={ArticlePublished: tags_with, ArticleEdited: always, **APPEARANCES},
)

account = LiveQuery(
    name="graphql-account",
    context=holder,
    wakes_on={**endings(), TokenRevoked: user_id},
    viewer="user_id",
)
