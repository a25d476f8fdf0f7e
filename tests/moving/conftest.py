"""A settled site and its export, and the passphrase in the environment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from es_core.management.passphrase import VARIABLE
from tests.moving import site


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, site.PASSPHRASE)


@pytest.fixture
def settled(transactional_db: None) -> Iterator[None]:
    site.settle()
    yield
    site.empty()


@pytest.fixture
def exported(settled: None, tmp_path: Path) -> Path:
    """With secrets; the database is still as it was."""
    site.export(tmp_path / "site.jsonl", "--with-secrets")
    return tmp_path / "site.jsonl"
