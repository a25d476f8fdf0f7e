"""The page to try GraphQL on, in a browser."""

import pytest
from playwright.sync_api import Page, expect

from accounts import tokens
from blog.domain.favorite import FAVORITE, ArticleFavorited
from blog.models import Article
from es_core.context import new_id
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.browser.conftest import Opens
from tests.browser.steps import mark, press

pytestmark = pytest.mark.django_db(transaction=True)


def run(page: Page, query: str, variables: str = "", token: str = "") -> None:
    page.locator("#query").fill(query)
    page.locator("#variables").fill(variables)
    page.locator("#token").fill(token)
    press(page, "Run")


def test_a_query_is_answered_on_the_page(opens_either: Opens, bees: Article, bob: Person) -> None:
    page = opens_either()
    page.goto("/graphql")
    expect(page.locator("#schema")).to_contain_text("type Query {")
    run(page, "query ($slug: String!) { article(slug: $slug) { title } viewer { email } }", '{"slug": "bees"}')
    expect(page.locator("#result")).to_contain_text('"title": "Bees"')
    expect(page.locator("#result")).to_contain_text('"viewer": null')
    run(page, "{ viewer { email } }", token=tokens.issue(bob.user))
    expect(page.locator("#result")).to_contain_text(f'"email": "{bob.email}"')


def test_a_subscription_goes_on_until_it_is_stopped(strangers: Page, bees: Article) -> None:
    strangers.goto("/graphql")
    mark(strangers)
    run(strangers, 'subscription { articleChanged(slug: "bees") { favoritesCount } }')
    expect(strangers.locator("#result")).to_contain_text('"favoritesCount": 0')
    given(FAVORITE, ArticleFavorited(article_id=bees.id, reader_id=new_id()))
    expect(strangers.locator("#result")).to_contain_text('"favoritesCount": 1')
    press(strangers, "Stop following")
    expect(strangers.get_by_role("button", name="Stop following")).to_be_hidden()
    run(strangers, "{ articles { totalCount } }")
    expect(strangers.locator("#result")).to_contain_text('"totalCount": 1')
    assert strangers.evaluate("window.stayed") is True


def test_variables_that_are_no_json_are_told(strangers: Page, bees: Article) -> None:
    strangers.goto("/graphql")
    run(strangers, "{ tags { name } }", "{")
    expect(strangers.locator("#result")).to_have_text("The variables must be JSON.")
