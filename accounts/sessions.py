"""Finding somebody's sessions: the table knows them by secret keys alone, so each is looked into."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY

from accounts.way_back import UNSENT

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Kept:
    key: str
    expires_at: datetime
    data: dict[str, Any]


def sessions_of(user_id: UUID, address: str | None) -> Iterator[Kept]:
    """And those of nobody signed in that hold an unsent form with this e-mail address."""
    return (each for each in _all() if _is_of(each.data, str(user_id), address))


def delete_sessions(keys: list[str]) -> None:
    if keys:
        _store().get_model_class().objects.filter(session_key__in=keys).delete()


def _is_of(data: dict[str, Any], user_id: str, address: str | None) -> bool:
    if str(data.get(SESSION_KEY)) == user_id:
        return True
    return bool(address) and str(address).casefold() in str(data.get(UNSENT, "")).casefold()


def _all() -> Iterator[Kept]:
    """Page by page; none where sessions are kept elsewhere than in the database, to end there by themselves."""
    store = _store()
    if not hasattr(store, "get_model_class"):
        return
    rows, after = store.get_model_class().objects.order_by("session_key"), ""
    while page := list(rows.filter(session_key__gt=after)[:PAGE]):
        for each in page:
            yield Kept(each.session_key, each.expire_date, store().decode(each.session_data))
        after = page[-1].session_key


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore
