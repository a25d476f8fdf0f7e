"""Which variant of a part is the reader's, and what parts show, read for all that are not at hand at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from blog import queries
from blog.models import Article
from blog.queries.readers import OWN, STRANGER, Reader
from es_core.live import page
from es_core.live.key import key_of


@dataclass(frozen=True, slots=True)
class Preview:
    """`known` is what it shows; None when it is at hand."""

    article_id: UUID
    variant: str
    known: dict[str, Any] | None


def previews(request: HttpRequest, ids: Sequence[UUID]) -> list[Preview]:
    keys = {key_of("article-preview", article_id=each): each for each in ids}
    missing = [keys[each] for each in page.not_at_hand(request, keys)]
    found = {each.id: each for each in queries.previews(missing, None)} if missing else {}
    known = {each: {"article": found.get(each)} for each in missing}
    loved = queries.favorites_among(ids, request.user.pk)
    return [Preview(each, _heart(request, each in loved), known.get(each)) for each in ids]


def variant_of(request: HttpRequest, article: Article) -> str:
    """`article` as it is to the reader."""
    if article.author_id == request.user.pk:
        return OWN
    return Reader(request.user.is_authenticated, article.is_following_author, article.is_favorite).name


def _heart(request: HttpRequest, is_favorite: bool) -> str:
    if not request.user.is_authenticated:
        return STRANGER
    return "on" if is_favorite else "off"
