"""Pages ask the database a fixed number of questions, however much there is to read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.conftest import Person, register
from tests.blog.history import article_of, comment_of, favorite_of, follow_of

pytestmark = pytest.mark.django_db

AT_MOST = 8
SIGNED_IN = 2  # the session, and the user with the profile
HEARTS = 1  # which of a list's articles the reader set one on

PAGES = {
    "/": 5,
    "/?page=2": 5,
    "/tag/bees": 5,
    "/article/read": 3,
    "/profile/ann": 4,
    "/profile/bob/favorites": 4,
}
# More for who is signed in: the activity of the last half year on the own profile; own comments that are hidden.
OWN = {"/profile/bob/favorites": 1, "/article/read": 1}


def fill(ann: Person, bob: Person, size: int) -> None:
    follow_of(bob.id, ann.id)
    read = article_of(ann.id, title="Read")
    for n in range(size):
        reader = register(f"reader{n}")
        article = article_of(ann.id, tags=("bees", f"tag{n}"))
        favorite_of(reader.id, article)
        favorite_of(bob.id, article)
        comment_of(reader.id, read)
        follow_of(bob.id, reader.id)
        follow_of(reader.id, ann.id)
        article_of(bob.id, title="Waits" if n == 0 else f"Waits {n}", status="scheduled")


def asked(browser: Client, page: str) -> int:
    browser.get(page)  # templates are read, content types known
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(page).status_code == 200
    return len(queries)


@pytest.mark.parametrize("size", [11, 31])
def test_pages_ask_as_much_at_any_size(ann: Person, bob: Person, bobs: Client, client: Client, size: int) -> None:
    fill(ann, bob, size)
    for page, n in PAGES.items():
        assert asked(client, page) == n, page
        more = OWN.get(page, 0) + (HEARTS if page != "/article/read" else 0)
        assert asked(bobs, page) == n + more + SIGNED_IN <= AT_MOST, page
    assert asked(bobs, "/?feed=following") == 5 + HEARTS + SIGNED_IN
    assert asked(bobs, "/profile/bob/scheduled") == 2 + 1 + SIGNED_IN
    assert asked(bobs, "/article/waits") == 2 + SIGNED_IN


def test_a_page_past_the_end_asks_no_more_than_how_many_there_are(ann: Person, bob: Person, client: Client) -> None:
    fill(ann, bob, 3)
    assert asked(client, "/?page=99") == 3  # the total, and two for the tags beside the list
    assert asked(client, "/profile/ann?page=99") == 2
