"""A fragment's name: a query with its arguments, and the signed form in which pages and sockets speak of it."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.core.signing import BadSignature, Signer

from es_core.live.query import EVERYWHERE, LiveQuery, Topic, queries

_signer = Signer(salt="es_core.live")
MAX_TOKEN = 512


class BadToken(Exception):
    """Forged, garbled, or of a query that is no more."""


@dataclass(frozen=True, slots=True)
class Key:
    """`arguments` sorted by name. `viewer_id`: only a socket of this user may watch it; None is for everybody."""

    query: str
    arguments: tuple[tuple[str, str], ...]
    viewer_id: str | None = None

    @property
    def declaration(self) -> LiveQuery:
        return queries[self.query]

    @property
    def topics(self) -> frozenset[Topic]:
        """What it depends on by its arguments alone."""
        values = [value for _, value in self.arguments]
        return frozenset((self.query, value) for value in (*values, EVERYWHERE))


def key_of(query: str, viewer_id: UUID | None = None, **arguments: object) -> Key:
    """Raises KeyError for a query that nobody declared."""
    values = tuple(sorted((name, str(value)) for name, value in arguments.items()))
    return Key(queries[query].name, values, str(viewer_id) if viewer_id else None)


def token_of(key: Key) -> str:
    """The same for every page, so that a frame is the same bytes for all. It never runs out: what a fragment may show
    is decided when it is rendered."""
    return _signer.sign(f"{key.query}?{urlencode(key.arguments)}#{key.viewer_id or ''}")


def key_from(token: object) -> Key:
    """Raises BadToken."""
    if not isinstance(token, str) or len(token) > MAX_TOKEN:
        raise BadToken
    try:
        name, _, rest = _signer.unsign(token).partition("?")
    except BadSignature:
        raise BadToken from None
    if name not in queries:
        raise BadToken
    arguments, _, viewer_id = rest.rpartition("#")
    return Key(name, tuple(parse_qsl(arguments, keep_blank_values=True)), viewer_id or None)
