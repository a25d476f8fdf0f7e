"""Every field of every form, filled with nonsense."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.bad_input.forms import FORMS
from tests.bad_input.nonsense import IDS, NUMBERS, TEXTS
from tests.bad_input.site import URLENCODED, Site, encoded, expect_words
from tests.blog.pages import HTMX

WITHOUT_COMMAND_ID = ("login", "preview")  # each try to sign in is a command by itself; a preview is none
OWN = ("logout", "settings", "editor", "preview")
FIELDS = [(name, field) for name, form in FORMS.items() for field in form.fields]
EVERY_FIELD = pytest.mark.parametrize(("name", "field"), FIELDS, ids=map(".".join, FIELDS))
EVERY_FORM = pytest.mark.parametrize("name", FORMS)


@EVERY_FORM
def test_well_filled_in_it_is_accepted(site: Site, name: str) -> None:
    """Otherwise the tests below would see nothing but one and the same refusal."""
    for _ in range(2):
        assert site.send(FORMS[name], {}).status_code in (200, 302)


@EVERY_FIELD
def test_a_field_full_of_nonsense(site: Site, name: str, field: str) -> None:
    for kind, text in TEXTS.items():
        site.expect_clear(site.send(FORMS[name], {field: text}), kind, shown=True)


@EVERY_FIELD
def test_a_field_that_is_missing_or_comes_more_than_once(site: Site, name: str, field: str) -> None:
    for values in ([], ["on", "\0", "x", "1"], [str(n) for n in range(200)]):
        site.expect_clear(site.send(FORMS[name], {field: values}), str(values), shown=True)


@EVERY_FORM
def test_a_command_id_that_is_none_at_all(site: Site, name: str) -> None:
    for each in IDS:
        site.expect_clear(site.send(FORMS[name], {"command_id": each}), each)


@EVERY_FORM
def test_no_field_and_fields_that_nobody_asked_for(site: Site, name: str) -> None:
    form = FORMS[name]
    site.expect_clear(site.browser(form.sender).post(site.address(form)))
    site.expect_clear(site.send(form, {"is_staff": "1", "author_id": "0", "\0": "\0", "\udc80": "\udc80", "": ""}))


@EVERY_FORM
def test_a_part_for_htmx_is_as_clear(site: Site, name: str) -> None:
    form = FORMS[name]
    for field in form.fields:
        site.expect_clear(site.send(form, {field: "\0"}, **HTMX), field)


@pytest.mark.parametrize("name", ["editor", "edit_article"])
def test_a_version_that_is_none(site: Site, name: str) -> None:
    for each in NUMBERS:
        site.expect_clear(site.send(FORMS[name], {"version": each}), each)


@EVERY_FORM
def test_a_command_id_that_stands_for_something_else(site: Site, name: str) -> None:
    """Another form of the same sender was accepted with it."""
    form, used = FORMS[name], {"command_id": str(uuid4())}
    first = FORMS["comment"]
    body = encoded(first.fields | used)
    site.browser("ann").post(site.address(first), body, content_type=URLENCODED)
    assert site.changed()
    answer = site.send(form, used)
    expect_words(answer, name)
    if name not in WITHOUT_COMMAND_ID:
        assert site.changed() == set()


@EVERY_FORM
def test_without_signing_in_nothing_changes(site: Site, name: str) -> None:
    """But where strangers become users."""
    form = FORMS[name]
    answer = Client().post(site.address(form), form.fields | {"command_id": str(uuid4())})
    expect_words(answer, name)
    assert name in ("register", "login") or site.changed() == set()


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.sender == "ann" and name not in OWN])
def test_what_is_anothers_stays_as_it_is(site: Site, name: str) -> None:
    form = FORMS[name]
    site.expect_clear(answer := site.browser("bob").post(site.address(form), form.fields))
    assert answer.status_code == 403
