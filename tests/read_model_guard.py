"""Refuses, in every test, that anything but its own projector writes a read model."""

import re
from collections.abc import Callable
from typing import Any

from django.apps import apps

from es_core.projector import Projector, projecting, projectors
from es_core.read_model import ReadModel

NAME = r'(?:"?\w+"?\.)?"?(\w+)"?'
WRITES = re.compile(rf"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|COPY)\s+(?:ONLY\s+)?{NAME}", re.IGNORECASE)
TRUNCATES = re.compile(r"\s*TRUNCATE\b(.*)", re.IGNORECASE | re.DOTALL)


class ReadModelWritten(AssertionError):
    """Somebody but the projector that owns a table wrote to it."""


def refuse_strangers(
    execute: Callable[..., Any], sql: Any, parameters: Any, many: bool, context: dict[str, Any]
) -> Any:
    """To be one of a connection's `execute_wrappers`."""
    if written := _written(str(sql)):
        owners, writer = _owners(), projecting.get()
        for table in written:
            if table in owners and owners[table] is not writer:
                raise ReadModelWritten(f"{table} belongs to {owners[table]}, {writer or 'no projector'} wrote it")
    return execute(sql, parameters, many, context)


def _owners() -> dict[str, Projector | None]:
    tables = {model._meta.db_table: None for model in apps.get_models() if issubclass(model, ReadModel)}
    return tables | {model._meta.db_table: each for each in projectors.values() for model in each.models}


def _written(sql: str) -> list[str]:
    truncated = TRUNCATES.match(sql)
    names: list[str] = re.findall(r"\w+", truncated[1]) if truncated else WRITES.findall(sql)
    # Django's flush between tests empties the log in the same statement: then empty read models are right.
    return [] if truncated and "es_event" in names else names
