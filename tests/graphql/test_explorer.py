"""The page to try things on, as a browser without JavaScript has it."""

import html
import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts import tokens
from blog.graphql.asked import FORM
from blog.models import Article
from tests.accounts.conftest import Person

PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def result(page: str) -> Any:
    found = re.search(r'<pre id="result"[^>]*>(.*?)</pre>', page, re.DOTALL)
    return json.loads(html.unescape(found[1])) if found else None


def test_a_browser_gets_a_page_with_the_schema(client: Client, db: None) -> None:
    answer = client.get("/graphql", headers={"Accept": PAGE})
    assert answer.status_code == 200
    page = html.unescape(answer.content.decode())
    assert "type Query {" in page
    assert "articles(first: 3)" in page
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/graphql-response+json"])
def test_a_program_gets_none(client: Client, db: None, accept: str) -> None:
    answer = client.get("/graphql", headers={"Accept": accept})
    assert (answer.status_code, list(answer.json())) == (400, ["errors"])


def test_a_link_may_bring_a_query(client: Client, db: None) -> None:
    answer = client.get("/graphql", {"query": "{ tags { name } } <b>"}, headers={"Accept": PAGE})
    assert "{ tags { name } } &lt;b&gt;</textarea>" in answer.content.decode()


@pytest.fixture
def browser(ann: Person) -> Client:
    """Ann's, signed in."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = ann.browser().cookies
    return client


def send(client: Client, **fields: str) -> tuple[int, str]:
    """The form of the page, filled in and sent: the status, and the page that comes back."""
    page = client.get("/graphql", headers={"Accept": PAGE}).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    sent = urlencode(fields | {"csrfmiddlewaretoken": token[1]})
    answer = client.post("/graphql", sent, FORM, headers={"Accept": PAGE})
    return answer.status_code, answer.content.decode()


def test_a_form_works_without_javascript(browser: Client, bees: Article) -> None:
    query = "query ($slug: String!) { article(slug: $slug) { title } viewer { email } }"
    status, page = send(browser, query=query, variables='{"slug": "bees"}')
    assert (status, result(page)) == (200, {"data": {"article": {"title": "Bees"}, "viewer": None}})
    assert "New Article" in page  # the bar on top is hers; what the query says is the token's
    assert html.escape(query) in page


def test_its_token_counts_and_is_not_shown_again(browser: Client, bob: Person) -> None:
    token = tokens.issue(bob.user)
    status, page = send(browser, query="{ viewer { email } }", **{"token-password": token})
    assert (status, result(page)) == (200, {"data": {"viewer": {"email": bob.email}}})
    assert token not in page


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"query": ""}, 400), ({"query": "{ tags { name } }", "variables": "{"}, 400), ({"query": "{"}, 200)],
)
def test_what_is_wrong_is_told_on_the_page(browser: Client, fields: dict[str, str], status: int) -> None:
    answered, page = send(browser, **fields)
    assert (answered, list(result(page))) == (status, ["errors"])


def test_a_token_that_is_none_is_told_on_the_page(browser: Client) -> None:
    status, page = send(browser, query="{ tags { name } }", **{"token-password": "nonsense"})
    assert (status, result(page)) == (401, {"errors": [{"message": "the token is invalid"}]})
