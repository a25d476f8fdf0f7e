"""Ann writes, Bob reads, both as programs; one site for all streams."""

from tests.api.conftest import acting, ann, anns, bees, bob, bobs, stranger
from tests.live.conftest import running, site

__all__ = ["acting", "ann", "anns", "bees", "bob", "bobs", "running", "site", "stranger"]
