"""Whether the reader set a mark on what a query finds."""

from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, QuerySet, Value
from django.db.models.expressions import Combinable


def is_by(marks: QuerySet[Any], **reader: UUID | None) -> Combinable:
    """Whether the reader set such a mark; somebody who is not signed in did not."""
    if None in reader.values():
        return Value(value=False, output_field=BooleanField())
    return Exists(marks.filter(**reader))
