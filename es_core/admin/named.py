"""What apps call the things whose streams are in the log. The event browser knows none of them: an app's admin says
what a stream of a category is called, where its own page is, and what else there is to see of it.

    @named.streams("book")
    def books(stream_ids: Collection[UUID]) -> Mapping[UUID, Named]: ...
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple, TypeVar
from uuid import UUID


class Named(NamedTuple):
    """A title, and the address of a page; without a page of its own, that is empty."""

    title: str
    url: str = ""


class Found(NamedTuple):
    category: str
    id: UUID


Names = Callable[[Collection[UUID]], Mapping[UUID, Named]]
Links = Callable[[UUID], Iterable[Named]]
Finds = Callable[[str], Iterable[Found]]
N = TypeVar("N", bound=Names)
L = TypeVar("L", bound=Links)
F = TypeVar("F", bound=Finds)

_names: dict[str, Names] = {}
_links: defaultdict[str, list[Links]] = defaultdict(list)
_finds: list[Finds] = []
_fields: dict[str, str] = {}
_actors: list[str] = []


def streams(category: str) -> Callable[[N], N]:
    """The decorated function names streams of a category, as many as a page shows at once."""

    def register(names: N) -> N:
        _names[category] = names
        return names

    return register


def links(category: str) -> Callable[[L], L]:
    """The decorated function gives further pages about one stream of a category; other apps may add theirs."""

    def register(give: L) -> L:
        _links[category].append(give)
        return give

    return register


def finds(find: F) -> F:
    """The decorated function knows streams by what people call them: a whole name or address."""
    _finds.append(find)
    return find


def fields(category: str, *names: str) -> None:
    """Fields of events by these names hold the ids of streams of this category."""
    _fields.update(dict.fromkeys(names, category))


def actors(category: str) -> None:
    """Who acts is a stream of this category, under the same id."""
    _actors[:] = [category]


def titles(wanted: Iterable[Found]) -> dict[UUID, Named]:
    """Of those that an app has a name for; one call for each category."""
    by_category: defaultdict[str, set[UUID]] = defaultdict(set)
    for category, stream_id in wanted:
        by_category[category].add(stream_id)
    found: dict[UUID, Named] = {}
    for category, ids in by_category.items():
        if category in _names:
            found.update(_names[category](ids))
    return found


def actor(actor_id: UUID) -> Found:
    return Found(_actors[0] if _actors else "", actor_id)


def is_actor(category: str) -> bool:
    return category in _actors


def category_of_field(name: str) -> str | None:
    return _fields.get(name)


def fields_of_actors() -> list[str]:
    return [name for name, category in _fields.items() if is_actor(category)]


def pages_about(found: Found) -> list[Named]:
    return [each for give in _links[found.category] for each in give(found.id)]


def called(term: str) -> list[Found]:
    return [each for find in _finds for each in find(term)]
