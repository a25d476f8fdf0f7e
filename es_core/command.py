"""How a command marks fields: what the server stamped on it, and what the record must not keep."""

from dataclasses import field, fields
from typing import Any

STAMPED = "es_stamped"
PERSONAL = "es_personal"


def stamped(**options: Any) -> Any:
    """A field that the server fills (an id, a slug, the clock): not part of what makes a resent form the same."""
    return field(metadata={STAMPED: True}, **options)


def personal(**options: Any) -> Any:
    """A field that identifies a person beyond the public name: the command record leaves it out."""
    return field(metadata={PERSONAL: True}, **options)


def sealed(**options: Any) -> Any:
    """A ciphertext: another one each time the same text is sealed, and of no use in the command record."""
    return field(metadata={STAMPED: True, PERSONAL: True}, **options)


def marked(command: Any, mark: str) -> set[str]:
    return {each.name for each in fields(command) if each.metadata.get(mark)}
