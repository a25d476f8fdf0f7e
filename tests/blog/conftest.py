"""Ann, who writes, and Bob the stranger; both have browsers. Somebody acts in every test."""

from collections.abc import Iterator

import pytest
from django.test import Client

from blog.models import Article
from es_core import context
from tests.accounts.conftest import Person, register
from tests.blog.history import article_of


@pytest.fixture(autouse=True)
def acting() -> Iterator[context.Context]:
    with context.acting(actor=None, channel="test") as acting:
        yield acting


@pytest.fixture
def ann(db: None) -> Person:
    return register("ann")


@pytest.fixture
def bob(db: None) -> Person:
    return register("bob")


@pytest.fixture
def anns(ann: Person) -> Client:
    """Her browser, signed in."""
    return ann.browser()


@pytest.fixture
def bobs(bob: Person) -> Client:
    return bob.browser()


@pytest.fixture
def bees(ann: Person) -> Article:
    """Ann's article."""
    return article_of(ann.id, title="Bees", tags=("bees", "craft"))
