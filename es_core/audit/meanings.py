"""What apps know that es_core does not: whom a word that somebody types may mean, what people are called, and what is
often asked.

An app says so in its `audit.py`, which is found when it is first asked for.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID

from django.utils.module_loading import autodiscover_modules

Meaning = Callable[[str], Iterable[UUID]]
Naming = Callable[[Collection[UUID]], Mapping[UUID, str]]

_meanings: list[Meaning] = []
_namings: list[Naming] = []
_often: dict[str, dict[str, str]] = {}


def means(meaning: Meaning) -> Meaning:
    """Declares a function from what was typed to the ids that it stands for: actors', streams'."""
    _meanings.append(meaning)
    return meaning


def calls(naming: Naming) -> Naming:
    """Declares a function from actors' ids to their names; those that it does not know it leaves out."""
    _namings.append(naming)
    return naming


def often(words: str, **filters: str) -> None:
    """Declares a link of the audit's page; the filters are those of its form."""
    _often[words] = filters


def often_asked() -> dict[str, dict[str, str]]:
    """By the words of the link."""
    autodiscover_modules("audit")
    return _often


def meant_by(term: str) -> list[UUID]:
    """An id means itself."""
    if is_id(term):
        return [UUID(term)]
    autodiscover_modules("audit")
    return list(dict.fromkeys(found for meaning in _meanings for found in meaning(term)))


def somebody(term: str) -> UUID | None:
    """An id, or that of whoever has a name among all that the term means."""
    meant = meant_by(term)
    return meant[0] if is_id(term) else next(iter(names_of(meant)), None)


def is_id(term: str) -> bool:
    try:
        UUID(term)
    except ValueError:
        return False
    return True


def names_of(ids: Collection[UUID]) -> dict[UUID, str]:
    autodiscover_modules("audit")
    return {found: name for naming in _namings for found, name in naming(ids).items()} if ids else {}
