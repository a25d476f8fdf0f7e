"""Ann writes, Bob reads; somebody acts in every test. One site for all sockets."""

from collections.abc import Iterator

import pytest

from tests.blog.conftest import acting, ann, anns, bees, bob, bobs
from tests.browser.site import Site, serving, serving_now

__all__ = ["acting", "ann", "anns", "bees", "bob", "bobs"]


@pytest.fixture(scope="package")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A site's runner has seen all events before the tables are emptied, whoever's site it is: each would wait for the
    other."""
    yield
    for each in serving_now:
        each.becomes_quiet()
