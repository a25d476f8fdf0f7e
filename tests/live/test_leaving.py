"""Leaving: open pages when somebody is forgotten (hers end, others' show the number), and one's data to take along."""

import json
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.test import Client

from accounts.forgetting import forget_user
from blog.models import Article
from es_core.live.key import key_of
from es_core.live.sessions import ENDED
from tests.accounts.conftest import Person
from tests.blog.history import article_of
from tests.browser.site import Site
from tests.live.tab import tab

pytestmark = pytest.mark.django_db(transaction=True)


def test_her_sockets_end_and_his_page_shows_the_number(
    site: Site, ann: Person, anns: Client, bobs: Client, bees: Article
) -> None:
    byline = key_of("article-byline", article_id=bees.id)
    with tab(site.url, anns) as hers, tab(site.url, bobs) as his:
        his.watch(byline)
        assert "ann" in his.html(byline)
        forget_user(ann.id, erase=False)
        assert "deleted-1" in his.html(byline)
        assert hers.closed_with() == ENDED


def test_my_data_comes_as_a_file_in_pieces(site: Site, ann: Person, bob: Person, anns: Client) -> None:
    for _ in range(3):
        article_of(ann.id, body="Many words. " * 10_000)
    session, csrf = anns.cookies[settings.SESSION_COOKIE_NAME].value, "x" * 32
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={csrf}"
    headers = {"Cookie": cookies, "X-CSRFToken": csrf}
    asked = Request(f"{site.url}/settings/data", headers=headers, method="POST")
    with urlopen(asked, timeout=20) as answer:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="conduit-my-data.json"'
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Length"] is None
        found = json.load(answer)
    assert (found["profile"]["email"], len(found["articles"])) == (ann.email, 3)
    assert bob.email not in str(found)
    assert site.troubles() == ""
