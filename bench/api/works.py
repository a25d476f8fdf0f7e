"""The three things that programs do most: a list, an article, a favorite; each by people with tokens."""

from collections.abc import Iterator, Sequence
from itertools import cycle, repeat

from accounts import tokens
from accounts.models import User
from bench.pages.client import request_of
from blog.models import Article

WORKS = ("list", "article", "favorite")
ARTICLES = 200  # that are favorited and unfavorited in turn


def requests_of(work: str, connections: int) -> list[Iterator[tuple[str, str, dict[str, str]]]]:
    """Method, path and headers, without end, for each connection: another person's."""
    people = User.objects.filter(is_active=True).order_by("id")[:connections]
    slugs = list(Article.objects.visible().order_by("-position").values_list("slug", flat=True)[:ARTICLES])
    return [_of_one(work, slugs, {"Authorization": f"Token {tokens.issue(each)}"}) for each in people]


def as_bytes(requests: Iterator[tuple[str, str, dict[str, str]]]) -> Iterator[bytes]:
    return (request_of(*each) for each in requests)


def _of_one(work: str, slugs: Sequence[str], headers: dict[str, str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    if work == "list":
        return repeat(("GET", "/api/articles?limit=20", headers))
    if work == "article":
        return cycle([("GET", f"/api/articles/{slug}", headers) for slug in slugs])
    marks = [(method, f"/api/articles/{slug}/favorite", headers) for method in ("POST", "DELETE") for slug in slugs]
    return cycle(marks)
