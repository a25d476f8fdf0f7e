"""Subjects: whom the log holds personal values of. What is held of them, handing it out, and forgetting it."""

from es_core.subjects.export import export
from es_core.subjects.forgetting import forget, forgotten, purge, take_leave
from es_core.subjects.holdings import (
    batched,
    exports,
    forgotten_by,
    identifies,
    owns,
    purged_by,
    takes_leave,
)

__all__ = [
    "batched",
    "export",
    "exports",
    "forget",
    "forgotten",
    "forgotten_by",
    "identifies",
    "owns",
    "purge",
    "purged_by",
    "take_leave",
    "takes_leave",
]
