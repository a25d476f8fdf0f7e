"""A time in the editor, in the zone of who writes it."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from blog.models import Article
from es_core.context import now
from tests.accounts.conftest import Person
from tests.blog.history import article_of
from tests.browser.conftest import Opens
from tests.browser.steps import follow_link, press, titles, write

pytestmark = pytest.mark.django_db(transaction=True)

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).replace(hour=5, minute=30, second=0, microsecond=0)


def local(hours: int) -> str:
    return f"{TOMORROW + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def test_the_author_s_own_clock_is_the_field_s(opens: Opens, ann: Person) -> None:
    tokyo = opens(ann, timezone_id="Asia/Tokyo")
    tokyo.goto("/editor")
    write(tokyo, "Bees")
    expect(tokyo.get_by_text("In your time (Asia/Tokyo).")).to_be_visible()
    tokyo.get_by_label("Publish on").fill(local(9))
    press(tokyo, "Schedule Article")
    expect(tokyo.locator(".waiting-notice")).to_contain_text("14:30 (your time). Only you can see it.")
    assert Article.objects.get().published_at == TOMORROW
    follow_link(tokyo, "Edit Article")
    expect(tokyo.get_by_label("Publish on")).to_have_value(local(9))
    tokyo.get_by_label("Publish on").fill(local(10))
    press(tokyo, "Schedule Article")
    expect(tokyo.locator(".waiting-notice")).to_contain_text("15:30 (your time)")
    assert Article.objects.get().published_at == TOMORROW + timedelta(hours=1)


def test_without_script_it_is_utc_and_says_so(opens: Opens, ann: Person) -> None:
    plain = opens(ann, java_script_enabled=False, timezone_id="Asia/Tokyo")
    plain.goto("/editor")
    write(plain, "Bees")
    expect(plain.get_by_text("In UTC.")).to_be_visible()
    plain.get_by_label("Publish on").fill(local(0))
    press(plain, "Publish Article")
    expect(plain.locator(".waiting-notice")).to_contain_text("05:30 UTC. Only you can see it.")
    assert Article.objects.get().published_at == TOMORROW
    follow_link(plain, "Edit Article")
    expect(plain.get_by_role("button", name="Schedule Article")).to_be_visible()


def test_the_button_says_what_it_will_do(anns: Page) -> None:
    anns.goto("/editor")
    button = anns.locator(".editor-bar .btn-primary")
    expect(button).to_have_text("Publish Article")
    anns.get_by_label("Publish on").fill(local(0))
    expect(button).to_have_text("Schedule Article")
    anns.get_by_label("Publish on").fill("")
    expect(button).to_have_text("Publish Article")


def test_it_appears_by_itself_on_pages_that_are_open(opens: Opens, ann: Person, bob: Person) -> None:
    article_of(ann.id, title="Wasps")
    readers, authors = opens(bob), opens(ann)
    readers.goto("/")
    expect(titles(readers)).to_have_text(["Wasps"])
    article_of(ann.id, title="Bees", status="scheduled", published_at=now() + timedelta(seconds=4), tags=("bees",))
    authors.goto("/article/bees")
    expect(authors.locator(".waiting-notice")).to_contain_text("Only you can see it.")
    follow_link(readers, "1 new article")
    expect(titles(readers)).to_have_text(["Bees", "Wasps"])
    expect(readers.locator(".sidebar")).to_contain_text("bees")
    expect(authors.locator(".waiting-notice")).to_contain_text("It is published now.")
    follow_link(authors, "Read it as everybody does")
    expect(authors.locator("#comments-heading")).to_be_visible()


def test_a_draft_keeps_its_time(opens: Opens, ann: Person) -> None:
    page = opens(ann, timezone_id="America/Lima")
    page.goto("/editor")
    write(page, "Bees")
    page.get_by_label("Publish on").fill(local(-5))
    expect(page.locator("#draft-state")).to_have_text("Draft kept in this browser")
    page.reload()
    expect(page.get_by_label("Publish on")).to_have_value(local(-5))
    expect(page.get_by_role("button", name="Schedule Article")).to_be_visible()
    press(page, "Start over")
    expect(page.get_by_label("Publish on")).to_have_value("")
    expect(page.get_by_role("button", name="Publish Article")).to_be_visible()
