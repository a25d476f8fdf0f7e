"""Ann, Bob and their programs, as the tests of the API have them."""

from tests.api.conftest import acting, ann, anns, bees, bob, bobs, stranger

__all__ = ["acting", "ann", "anns", "bees", "bob", "bobs", "stranger"]
