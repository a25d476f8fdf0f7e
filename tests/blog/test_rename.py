"""An author who takes a new name has it everywhere at once."""

import pytest
from django.test import Client

from blog.models import Article
from tests.accounts.conftest import Person
from tests.blog.history import comment_of, favorite_of, follow_of
from tests.blog.pages import text_of

pytestmark = pytest.mark.django_db


def test_a_new_name_shows_everywhere(bees: Article, ann: Person, bob: Person, anns: Client, bobs: Client) -> None:
    comment_of(ann.id, bees, "My own words")
    favorite_of(bob.id, bees)
    follow_of(bob.id, ann.id)
    settings = {"username": "Mara", "email": ann.email, "bio": "", "image": "", "password": ""}
    assert anns.post("/settings", settings)["Location"] == "/profile/Mara"
    for page in (
        "/",
        "/tag/bees",
        "/?feed=following",
        "/article/bees",
        "/profile/Mara",
        "/profile/mara",
        "/profile/bob/favorites",
    ):
        words = text_of(bobs.get(page, follow=True).text)
        assert "Mara" in words, page
        assert " ann " not in words, page
    assert bobs.get("/profile/ann").status_code == 404
