"""One site and one browser for all journeys; each has an empty site, and a browser profile for each of them."""

import os
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.accounts.conftest import Person
from tests.blog.conftest import acting, ann, bees, bob
from tests.browser.chromium import chromium
from tests.browser.site import Site, serving
from tests.browser.witness import Witness

__all__ = ["acting", "ann", "bees", "bob"]

PATIENCE = 15_000  # milliseconds, for machines that do something else meanwhile
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Playwright leaves an event loop running between its calls, which Django takes for asynchronous code."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium() as browser:
        yield browser
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def witnesses() -> list[Witness]:
    return []


@pytest.fixture(autouse=True)
def nothing_complains(site: Site, witnesses: list[Witness]) -> Iterator[None]:
    """No browser of the test had anything to complain of, nor had the site."""
    yield
    assert [each for witness in witnesses for each in witness.complaints()] == []
    if troubles := site.troubles():
        pytest.fail(troubles, pytrace=False)


Opens = Callable[..., Page]
Expects = Callable[..., None]


@pytest.fixture
def opens(browser: Browser, site: Site, witnesses: list[Witness]) -> Iterator[Opens]:
    """A page of a browser of its own: a stranger's, or the given person's, signed in."""
    contexts: list[BrowserContext] = []

    def open_page(person: Person | None = None, **options: object) -> Page:
        context = browser.new_context(base_url=site.url, **options)  # type: ignore[arg-type]  # passed on
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        witnesses.append(Witness(context, site.url))
        if person:
            sign_in(context, person, site.url)
        return context.new_page()

    yield open_page
    for each in contexts:
        each.close()
    site.becomes_quiet()  # or the tables, which are emptied next, are still being read


@pytest.fixture(params=[True, False], ids=["with_script", "without_script"])
def opens_either(request: pytest.FixtureRequest, opens: Opens) -> Opens:
    """For what must work in both kinds of browsers."""
    return partial(opens, java_script_enabled=request.param)


@pytest.fixture
def expects(witnesses: list[Witness]) -> Expects:
    """Says what the test's browsers are expected to complain of."""

    def say(*words: str) -> None:
        for each in witnesses:
            each.expects(*words)

    return say


def sign_in(context: BrowserContext, person: Person, url: str) -> None:
    session = person.browser().cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": session.value, "url": url}])


@pytest.fixture
def anns(opens: Opens, ann: Person) -> Page:
    """Her browser, signed in."""
    return opens(ann)


@pytest.fixture
def bobs(opens: Opens, bob: Person) -> Page:
    return opens(bob)


@pytest.fixture
def strangers(opens: Opens) -> Page:
    return opens()
