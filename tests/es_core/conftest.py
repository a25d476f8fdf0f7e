"""Somebody acts in every test, so that commands have an author; and a library with some history."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from es_core import context
from tests.es_core.example.stock import stock_library

ANN = UUID("0190a000-0000-7000-8000-0000000000aa")


@pytest.fixture(autouse=True)
def acting() -> Iterator[context.Context]:
    with context.acting(actor=ANN, channel="test", address="192.0.2.7", agent="pytest") as acting:
        yield acting


@pytest.fixture
def library(transactional_db: None, acting: context.Context) -> None:
    stock_library()
