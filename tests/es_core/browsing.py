"""The event browser's visitors, and what they find in its pages."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts import commands
from accounts.models import User
from es_core import context
from es_core.admin import named
from es_core.execute import execute
from es_core.models import Event
from tests.accounts.conftest import PASSWORD
from tests.blog.pages import text_of
from tests.es_core.example.domain.book import BOOK, AddBook, MoveBook
from tests.es_core.example.models import Book

LIST = "/admin/es_core/event/"


def browser_of(*permissions: str, superuser: bool = False) -> Client:
    """Of somebody on the staff."""
    name = f"staff{uuid4().hex[:8]}"
    roles = ("superuser",) if superuser else ("staff",)
    user_id = commands.register(username=name, email=f"{name}@example.org", password=PASSWORD, roles=roles)
    user = User.objects.get(id=user_id)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user, "accounts.backends.EmailOrUsernameBackend")
    return client


@pytest.fixture
def operators(acting: context.Context) -> Client:
    return browser_of(superuser=True)


@pytest.fixture
def viewers(acting: context.Context) -> Client:
    return browser_of("view_event", "view_commandrecord")


@pytest.fixture
def books() -> Iterator[None]:
    """The library's admin says what its books are called."""
    named.fields("book", "book_id")

    @named.streams("book")
    def titles(ids: Any) -> dict[UUID, named.Named]:
        return {each.id: named.Named(f"“{each.title}”", "/book") for each in Book.objects.filter(id__in=ids)}

    yield
    named._names.pop("book")


def add(title: str = "Emma") -> UUID:
    book = uuid4()
    execute(BOOK, AddBook(book_id=book, title=title, place=str(book)))
    return book


def moved(times: int) -> UUID:
    book = add()
    for n in range(times):
        execute(BOOK, MoveBook(book_id=book, place=f"{book}-{n}"))
    return book


def listed(client: Client, **query: Any) -> list[int]:
    """Positions, as the page has them."""
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return [each.position for each in answer.context["cl"].result_list]


def words(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return text_of(answer.text)


def last(event_type: str) -> Event:
    return Event.objects.filter(event_type=event_type).order_by("-position")[0]
