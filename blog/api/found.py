"""What an address names, for whoever asks; or the contract's word for what is not there."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest

from blog import queries
from blog.models import Article, Comment
from blog.queries import Author
from es_core.record import is_resent

LARGEST_NUMBER = 2**63 - 1


class NotFound(Exception):
    """`what` is article, comment or profile."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} not found")
        self.what = what


def article(request: HttpRequest, slug: str) -> Article:
    found = queries.article_at(slug, request.user.pk)
    if found is None:
        raise NotFound("article")
    return found


def article_id(slug: str) -> UUID:
    found = queries.visible_id_at(slug)
    if found is None:
        raise NotFound("article")
    return found


def author(request: HttpRequest, username: str) -> Author:
    found = queries.author_named(username, request.user.pk)
    if found is None:
        raise NotFound("profile")
    return found


def comment(request: HttpRequest, slug: str, number: str) -> Comment:
    """One's own deleted one only to who deletes it once more under the same key."""
    on = article_id(slug)
    known = number.isascii() and number.isdigit() and len(number) < 20 and int(number) <= LARGEST_NUMBER
    deleter = request.user.pk if is_resent() else None
    found = queries.comment_numbered(int(number), on, author_id=deleter) if known else None
    if found is None:
        raise NotFound("comment")
    return found


def all_named(request: HttpRequest, address: Mapping[str, str]) -> None:
    """For who is refused before the operation begins, and is told first of what is not there. Raises NotFound."""
    match address:
        case {"slug": slug, "number": number}:
            comment(request, slug, number)
        case {"slug": slug}:
            article_id(slug)
        case {"username": username}:
            author(request, username)
