"""What a check is, and which there are. An app adds its own in its `log_checks.py`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.module_loading import autodiscover_modules

from es_core.progress import Advance


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place where a promise does not hold, in the operator's words."""

    message: str
    position: int | None = None
    stream_id: UUID | None = None


# Runs in a transaction that sees one moment of all tables; tells how many events it looked at since it last told.
Check = Callable[[Advance], Iterator[Finding]]

_checks: dict[str, Check] = {}


def log_check(name: str) -> Callable[[Check], Check]:
    """`name` says in a word or two what is looked at."""

    def register(check: Check) -> Check:
        if _checks.setdefault(name, check) is not check:
            raise ValueError(f"two checks of the log are named {name!r}")
        return check

    return register


def log_checks() -> dict[str, Check]:
    """es_core's own and those of every app, by name."""
    autodiscover_modules("log_checks")
    return dict(_checks)
