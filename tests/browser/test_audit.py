"""As a new operator finds it: the failed sign-ins of one e-mail address, what else a request did, and a file of it."""

import json
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts import commands
from es_core.models import CommandRecord
from tests.accounts.conftest import PASSWORD, Person
from tests.browser.conftest import Opens
from tests.browser.steps import follow_link, press

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operators(opens: Opens, bob: Person) -> Page:
    commands.grant_role(bob.id, "superuser")
    return opens(bob)


def sign_in(email: str, password: str, address: str) -> None:
    Client().post("/login", {"email": email, "password": password}, REMOTE_ADDR=address)


def test_failed_sign_ins_of_an_address_are_found_followed_and_exported(
    operators: Page, ann: Person, tmp_path: Path
) -> None:
    sign_in(ann.email, "wrong password", "192.0.2.9")
    sign_in("nobody@example.org", "wrong password", "192.0.2.10")
    sign_in(ann.email, PASSWORD, "192.0.2.9")
    page = operators
    page.goto("/admin/")
    follow_link(page, "Audit")
    page.get_by_label("Search").fill(ann.email)
    page.get_by_label("Command").select_option("SignIn")
    page.get_by_label("Status").select_option("rejected")
    page.get_by_label("Since (UTC)").fill("12h")
    page.get_by_label("Since (UTC)").press("Enter")
    rows = page.locator("#result_list tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("email or password is invalid")
    expect(rows).to_contain_text("192.0.•••")
    with page.expect_download() as download:
        press(page, "JSON Lines")
    download.value.save_as(tmp_path / "audit.jsonl")
    [line] = (tmp_path / "audit.jsonl").read_text().splitlines()
    assert json.loads(line)["name"] == "SignIn"
    follow_link(page, "Show them")
    expect(rows).to_contain_text("192.0.2.9")
    rows.get_by_role("link", name="request").click()
    expect(rows).to_have_count(1)
    noted = CommandRecord.objects.filter(status="noted", channel="web").order_by("id").values_list("name", flat=True)
    assert list(noted) == ["AuditExported", "PersonalFieldsShown"]


def test_the_page_works_by_keyboard_and_has_no_wide_corner(operators: Page) -> None:
    for width in (390, 1280):
        operators.set_viewport_size({"width": width, "height": 800})
        operators.goto("/admin/es_core/commandrecord/")
        assert operators.evaluate("document.documentElement.scrollWidth") <= width
    operators.get_by_label("Search").focus()
    operators.keyboard.type("register")
    operators.keyboard.press("Enter")
    expect(operators.locator("#result_list tbody tr").first).to_contain_text("RegisterUser")
    operators.get_by_role("link", name="Took").focus()
    operators.keyboard.press("Enter")
    expect(operators.get_by_text("only what took 100 ms or more")).to_be_visible()
