"""Rendering a fragment: once for everybody, without request, user or context processors."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from uuid import uuid4

import msgspec
from django.template.loader import render_to_string

from es_core.live.holes import CSRF_TOKEN
from es_core.live.key import Key, token_of
from es_core.live.query import Context, Part, Topic

GONE = "gone"
# What a part is rendered with; `filling` puts in what belongs to the reader and the moment.
OF_A_PART = {"in_part": True, "csrf_token": CSRF_TOKEN}

# Last touches to a fragment that goes out within a page, for browsers without JavaScript; its hash is not about them.
finishers: list[Callable[[str], str]] = []


@dataclass(frozen=True)
class Rendering:
    """`html` is None when there is nothing to show any more; of a query without template, another word each time.
    `topics` is all that can change it."""

    key: Key
    html: str | None
    topics: frozenset[Topic]

    @cached_property
    def token(self) -> str:
        return token_of(self.key)

    @cached_property
    def digest(self) -> str:
        return GONE if self.html is None else hashlib.blake2b(self.html.encode(), digest_size=9).hexdigest()

    @cached_property
    def variants(self) -> dict[str, list[str]]:
        """Of what is kept: texts and holes, as `filling` has taken it apart."""
        return {}

    @cached_property
    def frame(self) -> str:
        """What every socket gets, encoded once."""
        return frame(self.token, self.digest, self.html)


def frame(token: str, digest: str, html: str | None) -> str:
    return msgspec.json.encode({"token": token, "hash": digest, "html": html}).decode()


def render(key: Key, known: Context | None = None) -> Rendering:
    """Runs the query, unless its result is `known`, and the template."""
    declared = key.declaration
    context = known or declared.context(**dict(key.arguments))
    if context is None:
        return Rendering(key, None, key.topics)
    more = frozenset((key.query, str(value)) for value in declared.watches(context))
    if isinstance(declared, Part):
        context = context | OF_A_PART
    html = render_to_string(declared.template, context).strip() if declared.template else uuid4().hex
    return Rendering(key, html, key.topics | more)
