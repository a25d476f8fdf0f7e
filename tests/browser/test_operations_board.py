"""A new operator finds out why a projector stands still, and gets it going again; a rebuild needs no open page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from accounts import commands
from blog.models import Activity, Article
from es_core.models import CommandRecord, DeadLetter, Operation, ProjectorState
from tests.accounts.conftest import Person
from tests.blog.history import article_of
from tests.browser.conftest import Opens
from tests.browser.site import Site
from tests.browser.steps import follow_link, press, titles
from tests.browser.test_accessibility import WIDTHS, violations

pytestmark = pytest.mark.django_db(transaction=True)

TRIED_OUT = 40_000  # milliseconds until an event that fails has been tried to the end
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
POISON = "ALTER TABLE blog_activity ADD CONSTRAINT poison CHECK (kind <> 'comment')"
CURE = "ALTER TABLE blog_activity DROP CONSTRAINT IF EXISTS poison"


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def poisoned() -> Iterator[None]:
    """No row of a comment can be written; `activity` writes one for each."""
    run(POISON)
    yield
    run(CURE)


@contextmanager
def held_up(projector: str) -> Iterator[None]:
    """Its rebuild waits at the first step: somebody else is making a schema of that name, and never does."""
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA es_shadow_{projector}")
    try:
        yield
    finally:
        other.rollback()
        other.close()


@pytest.fixture
def operator(opens: Opens, bob: Person) -> Page:
    commands.grant_role(bob.id, "superuser")
    page = opens(bob)
    page.goto("/admin/")
    return page


def test_why_does_it_stand_still(operator: Page, anns: Page, bees: Article, poisoned: None, site: Site) -> None:
    """From the admin's first page to a board that is green again, by links and buttons alone."""
    operator.get_by_role("link", name="Projectors", exact=True).first.click()
    expect(operator.locator(".verdict")).to_have_text("Every projector follows the log.")
    anns.goto("/article/bees")
    anns.get_by_placeholder("Write a comment...").fill("This one can't be counted.")
    press(anns, "Post Comment")
    expect(operator.locator("#projector-activity .state")).to_have_text("retrying")
    expect(operator.locator("#projector-activity .state")).to_have_text("paused", timeout=TRIED_OUT)
    expect(operator.locator(".verdict")).to_contain_text("Needs an operator: activity")
    expect(operator.locator("#more-activity .reason")).to_contain_text("CommentAdded at position")
    expect(operator.locator("#more-activity .reason")).to_contain_text('violates check constraint "poison"')
    operator.locator(".verdict").get_by_role("link", name="activity").click()
    operator.locator("#stack summary").click()
    expect(operator.locator("#stack pre")).to_contain_text("add_activity")
    press(operator, "Park the event…")
    press(operator, "Park the event")
    expect(operator.locator("#letters")).to_have_text("Dead letters: 1")
    expect(operator.locator(".verdict .state")).to_have_text("running")
    run(CURE)
    press(operator, "Replay dead letters")
    expect(operator.locator("#es-projector")).to_contain_text("1 replayed")
    expect(operator.locator("#letters")).to_have_count(0)
    follow_link(operator, "Operations board")
    expect(operator.locator(".verdict")).to_have_text("Every projector follows the log.")
    assert Activity.objects.filter(kind="comment").count() == 1
    assert not DeadLetter.objects.exists()
    done = CommandRecord.objects.filter(stream_type="projector", status="accepted").order_by("id")
    assert list(done.values_list("name", flat=True)) == ["ParkEvent", "ReplayDeadLetters"]
    assert "activity is paused" in site.troubles()  # it was to log that


def test_a_cause_that_is_gone_needs_one_click(operator: Page, bees: Article, bob: Person, poisoned: None) -> None:
    ProjectorState.objects.filter(name="activity").update(
        state="paused", reason="CommentAdded at position 1: CheckViolation: poison", failing=1
    )
    operator.goto("/admin/es_core/projectorstate/")
    expect(operator.locator("#projector-activity .state")).to_have_text("paused")
    run(CURE)
    operator.locator("#projector-activity").get_by_role("link").click()
    press(operator, "Resume")
    expect(operator.locator(".messagelist")).to_contain_text("It goes on.")
    expect(operator.locator(".verdict .state")).to_have_text("running")


def test_a_rebuild_goes_on_without_its_page_and_shows_in_another(
    opens: Opens, operator: Page, strangers: Page, ann: Person, bob: Person
) -> None:
    for each in range(3):
        article_of(ann.id, title=f"Bees {each}")
    strangers.goto("/")
    expect(titles(strangers)).to_have_count(3)
    others = opens(bob)
    others.goto("/admin/es_core/projectorstate/")
    operator.goto("/admin/es_core/projectorstate/articles/change/")
    with held_up("articles"):
        press(operator, "Rebuild…")
        press(operator, "Rebuild")
        expect(operator.locator(".operation .state")).to_have_text("running", timeout=TRIED_OUT)
        operator.context.close()
        expect(others.locator("#more-articles progress")).to_be_visible()
        strangers.reload()
        expect(titles(strangers)).to_have_count(3)
    expect(others.locator("#operations ~ .operation.done")).to_contain_text("rebuilt up to position", timeout=TRIED_OUT)
    assert Operation.objects.get().asked_by == bob.id
    strangers.reload()
    expect(titles(strangers)).to_have_count(3)


def found_on(page: Page) -> list[str]:
    """What stands around it is Django's; so is that its links fade from one scheme's colour to the other's."""
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.evaluate("Promise.allSettled(document.getAnimations().map((each) => each.finished))")
        found += violations(page, scheme, "#content")
    return found


def test_axe_finds_nothing_on_it_and_no_page_is_too_wide(operator: Page, ann: Person) -> None:
    article_of(ann.id)
    stack = f"{'x' * 300}\n" * 3
    ProjectorState.objects.filter(name="activity").update(
        state="paused", reason=f"ArticlePublished at position 1: {'Long' * 60}", stack=stack, failing=1
    )
    DeadLetter.objects.create(
        projector="activity", position=1, stream_id=ann.id, event_type="ArticlePublished", error="no " * 90, stack=stack
    )
    Operation.objects.create(id=ann.id, kind="verify", projector="activity", status="failed", details=["a" * 200])
    for path in ("", "activity/change/", "articles/change/"):
        operator.goto(f"/admin/es_core/projectorstate/{path}")
        assert found_on(operator) == [], path
        for width in WIDTHS:
            operator.set_viewport_size({"width": width, "height": 800})
            assert operator.evaluate("document.scrollingElement.scrollWidth") <= width, path
