"""Whole pages kept for strangers: as if nothing were kept, and nobody gets what is another's."""

import re
from random import Random

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from blog import queries
from blog.live import list_page
from blog.models import Article
from es_core import tail
from es_core.live.hub import Hub, hub
from es_core.live.kept import kept_for_strangers
from es_core.live.middleware import live_moment
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of
from tests.blog.pages import command_id
from tests.live.happening import page, something_happens
from tests.live.page import eventually

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = re.compile(r'csrfmiddlewaretoken" value="([^"]+)"')
COMMAND_ID = re.compile(r'command_id" value="([^"]+)"')


def follow_the_log() -> None:
    eventually(lambda: hub.position >= tail.last_drawn())


def renders_nothing(client: Client, address: str) -> bool:
    """Whether the page is at hand: then the log's last position is all that is asked for."""
    follow_the_log()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked) == 0


def test_strangers_see_every_page_as_if_nothing_were_kept(running: Hub, ann: Person, bob: Person) -> None:
    rng = Random(7)
    articles = [article_of(author.id, title=f"Bees {n}", tags=("insects",)) for n in range(3) for author in (ann, bob)]
    browsers = [ann.browser(), bob.browser()]
    addresses = ["/", "/tag/insects", "/tag/bees", "/profile/ann", "/profile/bob", "/article/bees-0", "/article/bees-1"]
    seen = {each: page(Client(), each) for each in addresses}
    kept = 0
    for _ in range(40):
        something_happens(rng, rng.choice(browsers), rng.choice(articles))
        follow_the_log()
        reused = running.figures.reused
        seen = {each: page(Client(), each) for each in addresses}
        kept += running.figures.reused - reused
        running.board.doubt()  # nothing is at hand any more
        for each in addresses:
            assert seen[each] == page(Client(), each), each
    assert kept > 100


@pytest.mark.parametrize("address", ["/", "/tag/insects", "/profile/ann", "/article/bees", "/article/bees?before=2"])
def test_a_page_that_nothing_touched_is_at_hand(running: Hub, ann: Person, address: str) -> None:
    article = article_of(ann.id, title="Bees", tags=("insects",))
    comment_of(ann.id, article)
    assert not renders_nothing(Client(), address)
    assert renders_nothing(Client(), address)
    comment_of(ann.id, article)
    assert renders_nothing(Client(), address) == ("article" not in address)


def test_every_stranger_gets_forms_of_their_own(running: Hub, ann: Person) -> None:
    article = article_of(ann.id, title="Bees")
    seen: list[str] = []
    for _ in range(3):
        client = Client(enforce_csrf_checks=True)
        html = client.get("/article/bees").text
        token, ids = TOKEN.findall(html), COMMAND_ID.findall(html)
        assert len(set(token)) == 1
        seen += [token[0], *ids]
        form = {"csrfmiddlewaretoken": token[0], "command_id": ids[0], "wanted": "on"}
        assert client.post(reverse("favorite", args=[article.id]), form).url.startswith("/login")  # type: ignore[attr-defined]
    assert len(seen) == len(set(seen)) > 10


def test_what_is_not_for_all_strangers_is_made_each_time(running: Hub, ann: Person) -> None:
    article_of(ann.id, title="Bees")
    htmx, member, told = Client(headers={"HX-Request": "true"}), ann.browser(), Client()
    told.cookies["messages"] = "something"
    addresses = [(Client(), "/?page=1&page2=1"), (Client(), "/?page=x"), (Client(), "/?page=1234567"), (htmx, "/")]
    for client, address in [*addresses, (member, "/"), (told, "/")]:
        for _ in range(2):
            assert not renders_nothing(client, address), address


def test_a_list_changes_with_what_is_in_it_without_any_fragment(running: Hub, ann: Person) -> None:
    @kept_for_strangers(list_page, number="page")
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str([Article.objects.get(id=each).tags for each in queries.tag_feed("insects", 1).ids]))

    def shown() -> str:
        follow_the_log()
        return live_moment(view)(RequestFactory().get("/")).text

    browser = ann.browser()
    article = article_of(ann.id, title="Bees")
    assert shown() == "[]"
    words = {"title": "Bees", "description": "d", "body": "b", "version": "1", "command_id": command_id()}
    assert browser.post(reverse("edit_article", args=["bees"]), words | {"tagList": "insects"}).status_code == 302
    assert shown() == "[['insects']]"
    article_of(ann.id, title="Ants", tags=("insects",))
    assert shown() == "[['insects'], ['insects']]"
    browser.post(reverse("delete_article", args=[article.id]), {"command_id": command_id()})
    assert shown() == "[['insects']]"


def test_a_profile_without_articles_changes_with_its_person(running: Hub, ann: Person) -> None:
    assert "Keeps bees" not in page(Client(), "/profile/ann")
    words = {"username": "ann", "email": "ann@example.org", "bio": "Keeps bees"}
    assert ann.browser().post(reverse("settings"), words | {"command_id": command_id()}).status_code == 302
    follow_the_log()
    assert "Keeps bees" in page(Client(), "/profile/ann")


def test_whoever_shows_a_token_of_djangos_own_is_not_kept(running: Hub) -> None:
    @kept_for_strangers(list_page, number="page")
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(get_token(request))

    first, second = (live_moment(view)(RequestFactory().get("/")).text for _ in range(2))
    assert first != second


def test_a_page_that_is_not_there_leaves_nothing_open(running: Hub) -> None:
    html = Client().get("/profile/nobody").text
    assert "-token-" not in html
    assert "command-id-" not in html


def test_caches_are_told_that_members_see_another_page(running: Hub, ann: Person) -> None:
    article_of(ann.id, title="Bees")
    made, at_hand = (Client().get("/") for _ in range(2))
    for each in (made, at_hand):
        assert {"Cookie", "HX-Request"} <= set(each.headers["Vary"].split(", "))
        assert "csrftoken" in each.cookies
