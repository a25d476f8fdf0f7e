"""Publishing, editing, deleting, and the heart."""

from typing import Any
from uuid import UUID

import strawberry
from django.http import HttpRequest

from accounts.decorators import AuthenticatedHttpRequest
from blog import commands, queries
from blog.api.found import NotFound
from blog.domain.article import ARTICLE, DeleteArticle
from blog.domain.favorite import FAVORITE, FavoriteArticle, UnfavoriteArticle
from blog.graphql.mutations.carrying_out import CommandId, carry_out
from blog.graphql.mutations.found import found_article
from blog.graphql.mutations.refusals import Refusal
from blog.graphql.nodes import Article, articles_of
from blog.graphql.reads import Info
from blog.models import Article as Row
from es_core.context import now
from es_core.execute import execute
from es_core.record import is_resent


@strawberry.type
class ArticlePayload:
    article: Article | None
    errors: list[Refusal]


@strawberry.type
class DeletePayload:
    deleted_id: strawberry.ID | None
    errors: list[Refusal]


@strawberry.type
class ArticleMutations:
    @strawberry.mutation(description="At once.")
    def publish_article(
        self,
        info: Info,
        title: str,
        description: str,
        body: str,
        tags: list[str] | None = None,
        command_id: CommandId = None,
    ) -> ArticlePayload:
        def act(request: AuthenticatedHttpRequest) -> Row:
            executed = commands.publish_article(
                author_id=request.user.pk, title=title, description=description, body=body, tags=tags or []
            )
            return found_article(request, executed.events[0].event.slug)

        return _payload(info, command_id, act)

    @strawberry.mutation(description="What is absent stays as it is.")
    def edit_article(
        self,
        info: Info,
        slug: str,
        title: str | None = strawberry.UNSET,
        description: str | None = strawberry.UNSET,
        body: str | None = strawberry.UNSET,
        tags: list[str] | None = strawberry.UNSET,
        command_id: CommandId = None,
    ) -> ArticlePayload:
        sent: dict[str, Any] = {"title": title, "description": description, "body": body}
        changes = {name: value or "" for name, value in sent.items() if value is not strawberry.UNSET}

        def act(request: AuthenticatedHttpRequest) -> Row:
            article = found_article(request, slug)
            kept = {"title": article.title, "description": article.description, "body": article.body}
            wanted_tags = article.tags if tags is strawberry.UNSET else tags or []
            commands.edit_article(
                article, editor_id=request.user.pk, tags=wanted_tags, version=article.version, **(kept | changes)
            )
            return _as_it_is_now(request, article.id)

        return _payload(info, command_id, act)

    @strawberry.mutation
    def delete_article(self, info: Info, slug: str, command_id: CommandId = None) -> DeletePayload:
        def act(request: AuthenticatedHttpRequest) -> strawberry.ID:
            own = queries.article_to_edit(slug, request.user.pk) if is_resent() else None
            article = own or found_article(request, slug)
            execute(ARTICLE, DeleteArticle(article_id=article.id, deleter_id=request.user.pk, deleted_at=now()))
            return strawberry.ID(str(article.id))

        deleted, errors = carry_out(info, command_id, "article", act)
        return DeletePayload(deleted_id=deleted, errors=errors)

    @strawberry.mutation
    def favorite(self, info: Info, slug: str, command_id: CommandId = None) -> ArticlePayload:
        return _mark(info, command_id, slug, FavoriteArticle)

    @strawberry.mutation
    def unfavorite(self, info: Info, slug: str, command_id: CommandId = None) -> ArticlePayload:
        return _mark(info, command_id, slug, UnfavoriteArticle)


def _mark(
    info: Info, key: str | None, slug: str, wanted: type[FavoriteArticle] | type[UnfavoriteArticle]
) -> ArticlePayload:
    def act(request: AuthenticatedHttpRequest) -> Row:
        article = found_article(request, slug)
        execute(FAVORITE, wanted(article_id=article.id, reader_id=request.user.pk))
        return _as_it_is_now(request, article.id)

    return _payload(info, key, act)


def _payload(info: Info, key: str | None, act: "Any") -> ArticlePayload:
    row, errors = carry_out(info, key, "article", act)
    return ArticlePayload(article=articles_of(info.context, [row])[0] if row else None, errors=errors)


def _as_it_is_now(request: HttpRequest, article_id: UUID) -> Row:
    article = queries.article_on_page(article_id, request.user.pk)
    if article is None:  # somebody deleted it just now
        raise NotFound("article")
    return article
