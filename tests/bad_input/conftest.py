"""Ann with an article and a comment, Bob the stranger, and what the log held before the nonsense came."""

import pytest

from blog.models import Article, Comment
from tests.accounts.conftest import Person
from tests.bad_input.site import Site
from tests.blog.conftest import acting, ann, anns, bees, bob, bobs
from tests.blog.history import comment_of

__all__ = ["acting", "ann", "anns", "bees", "bob", "bobs"]


@pytest.fixture
def remark(bees: Article, ann: Person) -> Comment:
    return comment_of(ann.id, bees)


@pytest.fixture
def site(remark: Comment, ann: Person, bob: Person) -> Site:
    return Site(remark, {"ann": ann, "bob": bob})
