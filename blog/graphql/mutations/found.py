"""What a client names, as the REST API finds it; text that can't be an address names nothing. Raises NotFound."""

from django.http import HttpRequest

from blog.api import found
from blog.graphql.words import names_something
from blog.models import Article, Comment
from blog.queries import Author


def found_article(request: HttpRequest, slug: str) -> Article:
    if not names_something(slug):
        raise found.NotFound("article")
    return found.article(request, slug)


def found_author(request: HttpRequest, username: str) -> Author:
    if not names_something(username):
        raise found.NotFound("profile")
    return found.author(request, username)


def found_comment(request: HttpRequest, slug: str, number: str) -> Comment:
    if not names_something(slug):
        raise found.NotFound("article")
    return found.comment(request, slug, number)
