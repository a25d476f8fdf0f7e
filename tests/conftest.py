"""What all tests share: the log may be emptied between tests, and read models belong to their projectors."""

from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from tests.read_model_guard import refuse_strangers


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The database lets nobody truncate the log, but a session on a test database that says so."""
    from django.conf import settings

    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c es_core.test_reset=on".strip()


@pytest.fixture(autouse=True, scope="session")
def only_projectors_write_read_models() -> None:
    """On every connection of this process, those of threads and live servers too."""

    def guard(connection: BaseDatabaseWrapper, **_: Any) -> None:
        if refuse_strangers not in connection.execute_wrappers:
            connection.execute_wrappers.append(refuse_strangers)

    connection_created.connect(guard, weak=False, dispatch_uid="tests.read_model_guard")
