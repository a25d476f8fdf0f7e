"""What people do more than once on the way through the site."""

from playwright.sync_api import Locator, Page, expect

from tests.accounts.conftest import Person


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def follow_link(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def fill(page: Page, **fields: str) -> None:
    """By the names of the form's fields."""
    for name, text in fields.items():
        page.locator(f"form [name={name}]").last.fill(text)


def sign_in_by_form(page: Page, person: Person) -> None:
    fill(page, email=person.email, password=person.password)
    press(page, "Sign in")


def write(page: Page, title: str, *, body: str = "All there is to say.", tags: str = "") -> None:
    """In an editor that is open; the button is left to the test."""
    fill(page, title=title, description=f"About {title}", body=body, tagList=tags)


def titles(page: Page) -> Locator:
    """Of the previews on the page, in their order."""
    return page.locator(".article-preview h1")


def heart(page: Page) -> Locator:
    return page.locator("form.favorite button").first


def comments(page: Page) -> Locator:
    return page.locator("#comments .card-text")


def mark(page: Page) -> None:
    """A page that is loaded anew has lost it."""
    page.evaluate("window.stayed = true")


def expect_marked(page: Page) -> None:
    assert page.evaluate("window.stayed") is True, "the whole page was loaded"


def expect_message(page: Page, words: str) -> None:
    expect(page.locator("#messages")).to_contain_text(words)
