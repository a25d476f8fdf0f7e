"""Ann writes, Bob reads; somebody acts in every test."""

from tests.blog.conftest import acting, ann, bees, bob

__all__ = ["acting", "ann", "bees", "bob"]
