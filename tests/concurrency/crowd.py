"""Many people, each with a browser, doing things at the same moment: real requests, each thread a connection."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from threading import Barrier
from typing import Any, TypeVar

from django.test import Client

from accounts.domain.user import USER, UserRegistered
from accounts.models import User
from blog.projectors import articles, comments, favorites, follows
from es_core.context import new_id, now
from es_core.testing import assert_inline_equals_rebuilt, given
from tests.blog.test_projectors import assert_counts_are_those_of_the_rows
from tests.es_core.at_once import in_background

T = TypeVar("T")

CONNECTIONS = 8


def people(many: int) -> list[Client]:
    """Their browsers, signed in. Nobody will ask for their addresses or passwords."""
    browsers = []
    for n in range(many):
        person = new_id()
        known: dict[str, Any] = {"email": "", "email_key": str(person), "registered_at": now()}
        given(USER, UserRegistered(user_id=person, username=f"reader{n}", **known))
        browsers.append(Client())
        browsers[-1].force_login(User.objects.get(id=person), "accounts.backends.EmailOrUsernameBackend")
    return browsers


def dealt(requests: Sequence[Callable[[], T]], hands: int = CONNECTIONS) -> list[T]:
    """All requests, each hand making its own one after the other. Raises what any view raised."""
    start = Barrier(hands)

    def make(mine: Iterable[Callable[[], T]]) -> list[T]:
        start.wait(timeout=20)
        return [request() for request in mine]

    with in_background(*[partial(make, requests[n::hands]) for n in range(hands)]) as running:
        return [answer for each in running for answer in each.result()]


def statuses(answers: Iterable[Any]) -> set[int]:
    return {each.status_code for each in answers}


def expect_all_as_the_log_says() -> None:
    assert_counts_are_those_of_the_rows()
    assert_inline_equals_rebuilt(articles, comments, favorites, follows)
