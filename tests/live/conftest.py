"""Ann writes, Bob reads; somebody acts in every test. One site for all sockets."""

from collections.abc import Iterator

import pytest

from es_core.live.hub import Hub, hub
from tests.blog.conftest import acting, ann, anns, bees, bob, bobs
from tests.browser.site import Site, serving
from tests.live.page import eventually

__all__ = ["acting", "ann", "anns", "bees", "bob", "bobs"]


@pytest.fixture(scope="package")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Without a runner, which would write while a test's tables are emptied."""
    with serving(tmp_path_factory.mktemp("site"), RUNNER="0") as site:
        yield site


@pytest.fixture
def running() -> Iterator[Hub]:
    """The hub of this process, which follows the log."""
    hub.start()
    eventually(hub._ready.is_set)
    yield hub
    hub.stop()
