"""What articles and comments are called in the event browser, and what else there is to see of them and of people."""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from django.urls import reverse

from blog.models import Article, Comment
from es_core.admin import named
from es_core.read import claim_owner

named.fields("article", "article_id")
named.fields("comment", "comment_id")
named.fields("user", "author_id", "reader_id", "follower_id", "reporter_id")


@named.streams("article")
def articles(ids: Collection[UUID]) -> Mapping[UUID, named.Named]:
    titles = Article.objects.filter(pk__in=ids).values_list("pk", "title")
    return {key: named.Named(title, reverse("admin:blog_article_change", args=[key])) for key, title in titles}


@named.streams("comment")
def comments(ids: Collection[UUID]) -> Mapping[UUID, named.Named]:
    found = Comment.objects.filter(pk__in=ids).values_list("pk", "number", "article__title")
    return {
        key: named.Named(f"{number} on {title}", reverse("admin:blog_comment_change", args=[key]))
        for key, number, title in found
    }


@named.finds
def article(term: str) -> Iterator[named.Found]:
    """By any address that it ever had."""
    if owner := claim_owner("slug", term):
        yield named.Found("article", owner)


@named.links("article")
def marks(article_id: UUID) -> Iterator[named.Named]:
    yield named.Named("Favorites", reverse("admin:blog_favorites_of_article", args=[article_id]))


@named.links("user")
def relations(user_id: UUID) -> Iterator[named.Named]:
    yield named.Named("Favorites", reverse("admin:blog_favorites_of_reader", args=[user_id]))
    yield named.Named("Follows", reverse("admin:blog_follows_of_person", args=[user_id]))
    yield named.Named("Followers", reverse("admin:blog_followers_of_person", args=[user_id]))
