"""The home page: everybody's articles, tags beside them."""

from django.test import Client

from tests.blog.conftest import Person
from tests.blog.history import article_of


def test_the_newest_article_comes_first(ann: Person, client: Client) -> None:
    article_of(ann.id, title="First")
    article_of(ann.id, title="Second")
    page = client.get("/").content.decode()
    assert page.index("Second") < page.index("First")
