"""Somebody acts in every test, so that what has happened before it begins has an author."""

from tests.blog.conftest import acting, ann, bees, bob

__all__ = ["acting", "ann", "bees", "bob"]
