"""Walks of a new operator through the admin: from its first page, by links, buttons and fields that are in sight."""

from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from accounts import commands
from es_core import context
from es_core.models import CommandRecord
from tests.accounts.conftest import Person
from tests.browser.conftest import Opens
from tests.browser.steps import follow_link, press

pytestmark = pytest.mark.django_db(transaction=True)

THEIRS, OTHER = "203.0.113.7", "198.51.100.9"  # addresses of machines
NIGHT, DAYS = 9, 72  # hours ago


def tries(email: str, address: str, hours_ago: float, password: str = "wrong password") -> int:
    """The number of the entry on record."""
    Client().post("/login", {"email": email, "password": password}, REMOTE_ADDR=address)
    entry = CommandRecord.objects.filter(name="SignIn").latest("id")
    CommandRecord.objects.filter(pk=entry.pk).update(started_at=context.now() - timedelta(hours=hours_ago))
    return entry.pk


class Night:
    """What was tried, when and from where; the numbers of the failures of one machine, and of one account."""

    def __init__(self, ann: Person, bob: Person) -> None:
        both = tries(ann.email, THEIRS, NIGHT)
        strangers = tries("nobody@example.org", THEIRS, NIGHT + 1)
        elsewhere = tries(ann.email, OTHER, NIGHT + 2)
        tries(ann.email, THEIRS, DAYS)
        tries(bob.email, OTHER, NIGHT)
        tries(ann.email, THEIRS, NIGHT, password=ann.password)
        self.of_machine, self.of_account = [both, strangers], [both, elsewhere]


@pytest.fixture
def night(ann: Person, bob: Person) -> Night:
    return Night(ann, bob)


@pytest.fixture
def operator(opens: Opens, bob: Person) -> Page:
    commands.grant_role(bob.id, "operator")
    page = opens(bob)
    page.goto("/admin/")
    return page


def expect_entries(page: Page, numbers: list[int]) -> None:
    """These, newest first."""
    rows: Locator = page.locator("#result_list tbody tr")
    expect(rows).to_have_count(len(numbers))
    for n, number in enumerate(numbers):
        entry = f'a[href="/admin/es_core/commandrecord/{number}/change/"]'
        expect(rows.nth(n).locator(entry)).to_have_count(1)


def test_all_failed_sign_ins_of_one_machine_last_night(night: Night, operator: Page) -> None:
    follow_link(operator, "Audit")
    follow_link(operator, "Failed sign-ins")
    operator.get_by_label("Address").fill(THEIRS)
    press(operator, "Filter")
    follow_link(operator, "Past day")
    expect_entries(operator, night.of_machine)


def test_all_failed_sign_ins_of_one_email_address_last_night(night: Night, ann: Person, operator: Page) -> None:
    follow_link(operator, "Audit")
    follow_link(operator, "Failed sign-ins")
    operator.get_by_label("Search", exact=True).fill(ann.email.upper())
    press(operator, "Filter")
    follow_link(operator, "Past day")
    expect_entries(operator, night.of_account)
