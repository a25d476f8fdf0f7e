"""Ann writes, Bob reads; somebody acts in every test. One site for all sockets."""

from collections.abc import Iterator

import pytest

from tests.blog.conftest import acting, ann, anns, bees, bob, bobs
from tests.browser.site import Site, serving

__all__ = ["acting", "ann", "anns", "bees", "bob", "bobs"]


@pytest.fixture(scope="package")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Without a runner, which would write while a test's tables are emptied."""
    with serving(tmp_path_factory.mktemp("site"), RUNNER="0") as site:
        yield site
