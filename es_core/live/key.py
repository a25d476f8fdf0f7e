"""A fragment's name: a query with its arguments, and the signed form in which pages and sockets speak of it."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from django.core.signing import BadSignature, Signer

from es_core.live.query import EVERYWHERE, LiveQuery, Topic, queries

_signer = Signer(salt="es_core.live")
MAX_TOKEN = 512


class BadToken(Exception):
    """Forged, garbled, or of a query that is no more what it was."""


@dataclass(frozen=True, slots=True)
class Key:
    """`arguments` are sorted by name."""

    query: str
    arguments: tuple[tuple[str, str], ...]

    @property
    def declaration(self) -> LiveQuery:
        return queries[self.query]

    @property
    def viewer_id(self) -> str | None:
        """The only user who may watch it; None is for everybody."""
        viewer = self.declaration.viewer
        return dict(self.arguments)[viewer] if viewer else None

    @property
    def topics(self) -> frozenset[Topic]:
        """What it depends on by its arguments alone."""
        values = [value for _, value in self.arguments]
        return frozenset((self.query, value) for value in (*values, EVERYWHERE))


def key_of(query: str, **arguments: object) -> Key:
    """Raises KeyError for a query that nobody declared."""
    return Key(queries[query].name, tuple(sorted((name, str(value)) for name, value in arguments.items())))


@lru_cache(maxsize=10_000)
def token_of(key: Key) -> str:
    """The same for every page, so that a frame is the same bytes for all. It never runs out: what a fragment may show
    is decided when it is rendered."""
    return _signer.sign(f"{key.query}?{urlencode(key.arguments)}")


def key_from(token: object) -> Key:
    """Raises BadToken."""
    if not isinstance(token, str) or len(token) > MAX_TOKEN:
        raise BadToken
    try:
        name, _, arguments = _signer.unsign(token).partition("?")
    except BadSignature:
        raise BadToken from None
    key = Key(name, tuple(parse_qsl(arguments, keep_blank_values=True)))
    if name not in queries or dict(key.arguments).keys() != queries[name].parameters:
        raise BadToken
    return key
