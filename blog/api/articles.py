"""Articles: lists, one, publishing, editing, deleting, and the heart."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status
from ninja.responses import NinjaJSONEncoder

from accounts.api_access import MaybeToken, Token
from accounts.api_etag import expect
from accounts.decorators import AuthenticatedHttpRequest
from blog import commands, queries
from blog.api import found, shown
from blog.api.cursor import cursor_of, place_of
from blog.api.schemas import ArticleAnswer, ArticlesAnswer, EditArticle, Errors, Filters, Part, PublishArticle
from blog.domain.article import ARTICLE, DeleteArticle
from blog.domain.favorite import FAVORITE, FavoriteArticle, UnfavoriteArticle
from blog.models import Article
from es_core.context import now
from es_core.errors import Rejected
from es_core.execute import execute
from es_core.record import is_resent

articles = Router(tags=["Articles"])

IF_SEEN = {
    "parameters": [
        {
            "name": "If-Match",
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
            "description": "The ETag of the article as you saw it: changed meanwhile, it is a 412.",
        }
    ]
}


@articles.get(
    "/articles",
    auth=MaybeToken(),
    response={200: ArticlesAnswer, 401: Errors, 422: Errors},
    exclude_unset=True,
)
def list_articles(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The newest first. `cursor=` begins a list that goes on with each answer's `nextCursor`."""
    wanted = filters.model_dump(include={"tag", "author", "favorited"})
    return _cut(queries.that_fit(**wanted), filters, request.user.pk)


@articles.get(
    "/articles/feed",
    auth=Token(),
    response={200: ArticlesAnswer, 401: Errors, 422: Errors},
    exclude_unset=True,
)
def feed(request: AuthenticatedHttpRequest, part: Query[Part]) -> dict[str, Any]:
    """By the people whom the caller follows, the newest first."""
    return _cut(queries.of_followed(request.user.pk), part, request.user.pk)


@articles.get("/articles/{word:slug}", auth=MaybeToken(), response={200: ArticleAnswer, 401: Errors, 404: Errors})
def get_article(request: HttpRequest, slug: str) -> dict[str, Any]:
    """By its address, or one that it had before."""
    return shown.article(found.article(request, slug))


@articles.post("/articles", auth=Token(), response={201: ArticleAnswer, 401: Errors, 422: Errors})
def publish_article(request: AuthenticatedHttpRequest, payload: PublishArticle) -> Status[dict[str, Any]]:
    sent = payload.article
    executed = commands.publish_article(
        author_id=request.user.pk,
        title=sent.title or "",
        description=sent.description or "",
        body=sent.body or "",
        tags=sent.tagList,
    )
    return Status(201, shown.article(found.article(request, executed.events[0].event.slug)))


@articles.put(
    "/articles/{word:slug}",
    auth=Token(),
    response={200: ArticleAnswer, 401: Errors, 403: Errors, 404: Errors, 409: Errors, 412: Errors, 422: Errors},
    openapi_extra=IF_SEEN,
)
def edit_article(request: AuthenticatedHttpRequest, slug: str, payload: EditArticle) -> dict[str, Any]:
    article = found.article(request, slug)
    _expect_seen(request, article)
    kept = {"title": article.title, "description": article.description, "body": article.body, "tagList": article.tags}
    wanted = kept | payload.article.model_dump(exclude_unset=True)
    commands.edit_article(
        article,
        editor_id=request.user.pk,
        title=wanted["title"] or "",
        description=wanted["description"] or "",
        body=wanted["body"] or "",
        tags=wanted["tagList"],
        version=article.version,
    )
    return _as_it_is_now(request, article.id)


@articles.delete(
    "/articles/{word:slug}",
    auth=Token(),
    response={204: None, 401: Errors, 403: Errors, 404: Errors, 409: Errors, 412: Errors},
    openapi_extra=IF_SEEN,
)
def delete_article(request: AuthenticatedHttpRequest, slug: str) -> Status[None]:
    own = queries.article_to_edit(slug, request.user.pk) if is_resent() else None
    article = own or found.article(request, slug)
    version = article.version if _expect_seen(request, article) else None
    command = DeleteArticle(article_id=article.id, deleter_id=request.user.pk, deleted_at=now())
    execute(ARTICLE, command, expected_version=version)
    return Status(204, None)


@articles.post("/articles/{word:slug}/favorite", auth=Token(), response={200: ArticleAnswer, 401: Errors, 404: Errors})
def favorite(request: AuthenticatedHttpRequest, slug: str) -> dict[str, Any]:
    article_id = found.article_id(slug)
    execute(FAVORITE, FavoriteArticle(article_id=article_id, reader_id=request.user.pk))
    return _as_it_is_now(request, article_id)


@articles.delete(
    "/articles/{word:slug}/favorite", auth=Token(), response={200: ArticleAnswer, 401: Errors, 404: Errors}
)
def unfavorite(request: AuthenticatedHttpRequest, slug: str) -> dict[str, Any]:
    article_id = found.article_id(slug)
    execute(FAVORITE, UnfavoriteArticle(article_id=article_id, reader_id=request.user.pk))
    return _as_it_is_now(request, article_id)


def _cut(articles: queries.Articles, part: Part, reader_id: UUID | None) -> dict[str, Any]:
    if part.cursor is None:
        return shown.listed(articles.part(part.offset, part.limit, reader_id), articles.total)
    for name, fits in (("offset", part.offset == 0), ("limit", part.limit > 0)):
        if not fits:
            raise Rejected("doesn't go with a cursor", field=name)
    found, place = articles.after(place_of(part.cursor), part.limit, reader_id)
    return shown.listed(found, articles.total) | {"nextCursor": cursor_of(place) if place else None}


def _expect_seen(request: HttpRequest, article: Article) -> bool:
    """Whether If-Match names the article as the caller gets it now. Who may not write is told that first."""
    is_author = article.author_id == request.user.pk
    return is_author and expect(request, "article", lambda: _content(shown.article(article)))


def _content(answer: dict[str, Any]) -> bytes:
    """As Ninja writes it."""
    told = ArticleAnswer.model_validate(answer).model_dump()
    return json.dumps(told, cls=NinjaJSONEncoder).encode()


def _as_it_is_now(request: HttpRequest, article_id: UUID) -> dict[str, Any]:
    article = queries.article_on_page(article_id, request.user.pk)
    if article is None:  # somebody deleted it just now
        raise found.NotFound("article")
    return shown.article(article)
