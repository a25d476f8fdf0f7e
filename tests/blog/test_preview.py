"""The preview beside the editor."""

import pytest
from django.test import Client

from tests.blog.pages import HTMX, text_of

pytestmark = pytest.mark.django_db


def test_the_preview_shows_what_readers_will_see(anns: Client) -> None:
    answer = anns.post("/preview", {"body": "Bees *hum*."}, headers=HTMX)
    assert answer.status_code == 200
    assert "<em>hum</em>" in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("body", ["", "\0", "<script>alert(1)</script>", "\u202e", "x" * 100_000])
def test_nothing_odd_breaks_it(anns: Client, body: str) -> None:
    answer = anns.post("/preview", {"body": body}, headers=HTMX)
    assert answer.status_code == 200
    assert "<script" not in answer.text


def test_only_writers_have_one(client: Client, anns: Client) -> None:
    assert client.post("/preview", {"body": "x"}, headers=HTMX)["HX-Redirect"] == "/login"
    assert anns.get("/preview").status_code == 405


def test_an_empty_preview_says_what_it_is_for(anns: Client) -> None:
    assert "as your readers will see it" in text_of(anns.post("/preview").text)
