"""Signing up, in and out, settings, and the way back to what one was at: with JavaScript and without."""

import re

import pytest
from playwright.sync_api import expect

from blog.models import Article
from tests.accounts.conftest import PASSWORD, Person
from tests.blog.history import follow_of
from tests.browser.conftest import Expects, Opens
from tests.browser.steps import (
    fill,
    follow_link,
    press,
    sign_in_by_form,
    write,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stranger_signs_up_and_is_home(opens_either: Opens) -> None:
    page = opens_either()
    page.goto("/")
    follow_link(page, "Sign up")
    fill(page, username="cleo", email="cleo@example.org", password=PASSWORD)
    press(page, "Sign up")
    expect(page).to_have_url("/")
    expect(page.locator("nav")).to_contain_text("cleo")


def test_what_was_wrong_with_a_form_stands_beside_what_was_typed(opens_either: Opens, expects: Expects) -> None:
    page = opens_either()
    expects("422")
    page.goto("/register")
    fill(page, username="cleo", email="nowhere", password="short")
    press(page, "Sign up")
    expect(page.locator("ul.error-messages li")).to_have_count(2)
    expect(page.locator(".field-error").first).to_be_visible()
    expect(page.locator("[name=username]")).to_have_value("cleo")
    expect(page.locator("[name=email]")).to_have_value("nowhere")


def test_a_wrong_password_keeps_one_out_and_the_right_one_lets_in(
    opens_either: Opens, ann: Person, expects: Expects
) -> None:
    page = opens_either()
    expects("422")
    page.goto("/login")
    fill(page, email=ann.email, password="sesame open")
    press(page, "Sign in")
    expect(page).to_have_url("/login")
    expect(page.locator("ul.error-messages")).to_be_visible()
    expect(page.locator("[name=email]")).to_have_value(ann.email)
    sign_in_by_form(page, ann)
    expect(page).to_have_url("/")


def test_a_new_name_shows_everywhere(opens_either: Opens, ann: Person, bob: Person, bees: Article) -> None:
    follow_of(bob.id, ann.id)
    page = opens_either(ann)
    page.goto("/settings")
    fill(page, username="Anna", bio="Keeps bees.")
    press(page, "Update Settings")
    expect(page).to_have_url("/profile/Anna")
    expect(page.locator(".user-info h4")).to_have_text("Anna")
    expect(page.locator(".user-info p")).to_have_text("Keeps bees.")
    expect(page.locator("nav")).to_contain_text("Anna")
    reader = opens_either(bob)
    reader.goto("/?feed=following")
    expect(reader.locator(".article-preview .author")).to_have_text("Anna")
    reader.goto("/article/bees")
    expect(reader.locator(".article-meta .author").first).to_have_text("Anna")


def test_signing_out(opens_either: Opens, ann: Person) -> None:
    page = opens_either(ann)
    page.goto("/settings")
    press(page, "Or click here to logout.")
    expect(page).to_have_url("/")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto("/settings")
    expect(page).to_have_url("/login")


def test_a_token_for_a_program_and_its_end(opens_either: Opens, ann: Person) -> None:
    page = opens_either(ann)
    page.goto("/settings")
    page.get_by_text("Make a token").click()
    fill(page, **{"token-name": "My script"})
    press(page, "Make the token")
    expect(page.locator("#new-token")).to_have_text(re.compile("^conduit_pat_"))
    page.goto("/settings")
    expect(page.locator("#new-token")).to_have_count(0)
    press(page, "Revoke My script")
    expect(page.locator("#tokens")).not_to_contain_text("My script")
    expect(page.locator("#messages")).to_contain_text("revoked")


def test_signing_out_everywhere(opens_either: Opens, ann: Person) -> None:
    here, elsewhere = opens_either(ann), opens_either(ann)
    here.goto("/settings")
    press(here, "Sign out everywhere")
    expect(here).to_have_url("/login")
    expect(here.locator("#messages")).to_contain_text("signed out everywhere")
    elsewhere.goto("/settings")
    expect(elsewhere).to_have_url("/login")


def test_a_stranger_who_favorites_signs_in_and_is_back(opens_either: Opens, bob: Person, bees: Article) -> None:
    page = opens_either()
    page.goto("/article/bees")
    press(page, "Favorite Article")
    expect(page).to_have_url("/login")
    sign_in_by_form(page, bob)
    expect(page).to_have_url("/article/bees")
    press(page, "Favorite Article")
    expect(page.get_by_role("button", name="Unfavorite Article (1)").first).to_be_visible()


def test_a_stranger_who_follows_signs_in_and_is_back(opens_either: Opens, bob: Person, bees: Article) -> None:
    page = opens_either()
    page.goto("/profile/ann")
    press(page, "Follow ann")
    expect(page).to_have_url("/login")
    sign_in_by_form(page, bob)
    expect(page).to_have_url("/profile/ann")


def test_a_form_whose_session_ran_out_is_there_after_signing_in(opens_either: Opens, ann: Person) -> None:
    page = opens_either(ann)
    page.goto("/editor")
    write(page, "Bees", body="Long thought over.", tags="bees")
    page.context.clear_cookies(name="sessionid")
    press(page, "Publish Article")
    expect(page).to_have_url("/login")
    sign_in_by_form(page, ann)
    expect(page).to_have_url("/editor")
    expect(page.locator("[name=body]")).to_have_value("Long thought over.")
    press(page, "Publish Article")
    expect(page).to_have_url("/article/bees")
    expect(page.locator(".row.article-content .tag-pill")).to_have_text(["bees"])


def test_a_comment_whose_session_ran_out_is_there_after_signing_in(
    opens_either: Opens, bob: Person, bees: Article
) -> None:
    page = opens_either(bob)
    page.goto("/article/bees")
    page.get_by_placeholder("Write a comment...").fill("Well said.")
    page.context.clear_cookies(name="sessionid")
    press(page, "Post Comment")
    expect(page).to_have_url("/login")
    sign_in_by_form(page, bob)
    expect(page).to_have_url("/article/bees")
    expect(page.get_by_placeholder("Write a comment...")).to_have_value("Well said.")


def test_a_form_whose_token_is_lost_comes_back_filled(opens_either: Opens, ann: Person, expects: Expects) -> None:
    page = opens_either(ann)
    expects("403")
    page.goto("/editor")
    write(page, "Bees", body="Long thought over.")
    page.context.clear_cookies(name="csrftoken")
    press(page, "Publish Article")
    expect(page.locator("h1")).to_have_text("This form was open too long")
    expect(page.locator("main")).to_contain_text("Long thought over.")
    press(page, "Send again")
    expect(page).to_have_url("/article/bees")
