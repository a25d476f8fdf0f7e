"""A query that ticks shows what no event tells: it is looked at again while somebody watches it, and only then."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from websockets.exceptions import ConnectionClosed

from accounts import commands
from accounts.models import User
from es_core.live import LiveQuery
from es_core.live.hub import Hub
from es_core.live.key import key_of, token_of
from es_core.models import Operation, ProjectorState
from tests.accounts.conftest import Person
from tests.browser.site import Site
from tests.live.page import Page, eventually, looping
from tests.live.tab import tab

pytestmark = pytest.mark.django_db(transaction=True)

asked: list[str] = []


def figure(name: str) -> dict[str, Any]:
    asked.append(name)
    return {"favorites_count": Operation.objects.count()}


LiveQuery(name="test-ticks", template="blog/_favorites_count.html", context=figure, wakes_on={}, ticks=True)


def test_it_follows_what_no_event_tells(running: Hub) -> None:
    key = key_of("test-ticks", name="a")
    with looping() as loop:
        page = Page(loop)
        running.watch(page, key, "as it was", -1)
        page.will_show("0")
        Operation.objects.create(id=uuid4(), kind="verify", projector="articles")
        page.will_show("1")
        running.board.unwatch(page, key)
    looked = len(asked)
    with pytest.raises(AssertionError):
        eventually(lambda: len(asked) > looked, patience=2.5)


def test_a_page_never_gets_an_old_rendering_of_it(running: Hub) -> None:
    key = key_of("test-ticks", name="b")
    assert running.for_page(key, lambda: 0).html == "0"
    Operation.objects.create(id=uuid4(), kind="verify", projector="articles")
    assert running.for_page(key, lambda: 0).html == "1"


@pytest.fixture
def operator(bob: Person) -> Client:
    commands.grant_role(bob.id, "superuser")
    return bob.browser()


def test_the_board_is_for_its_viewer_alone(site: Site, operator: Client, ann: Person, bob: Person) -> None:
    key = key_of("es-board", viewer_id=bob.id)
    with tab(site.url, operator) as bobs, tab(site.url, ann.browser()) as anns, tab(site.url) as strangers:
        bobs.watch(key)
        assert "Every projector" in bobs.html(key) or "Needs an operator" in bobs.html(key)
        for others in (anns, strangers):
            others.watch(key)
            assert others.hear()[token_of(key)] == {"token": token_of(key), "hash": "gone", "html": None}


def test_who_may_see_it_no_more_loses_it_while_it_is_open(site: Site, operator: Client, bob: Person) -> None:
    key = key_of("es-projector", viewer_id=bob.id, projector="activity")
    with tab(site.url, operator) as bobs:
        bobs.watch(key)
        assert "Figures" in bobs.html(key)
        ProjectorState.objects.filter(name="activity").update(reason="a secret")
        assert "a secret" in bobs.html(key)
        User.objects.filter(id=bob.id).update(is_superuser=False, is_staff=False)
        try:
            bobs.say(ack=True)
            assert bobs.hear()[token_of(key)]["html"] is None
        except ConnectionClosed:  # or the site has ended the session already
            pass
