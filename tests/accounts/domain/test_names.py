"""What may be a username."""

import pytest

from accounts.domain.names import username_key, username_of
from es_core.errors import Rejected


@pytest.mark.parametrize(
    "name",
    ["ann", "a", "authz_a_1700000000", "celeb_u1700000000_and_thirty_more_characters", "Ünïcode", "李小龍", "Łukasz 2",
     "محمد", "😀", "ann@home", "x" * 60, "a.b", "-", "o'hara", "deleted-x", "50%?#&"],
)  # fmt: skip
def test_names_of_any_script_are_fine(name: str) -> None:
    assert username_of(name) == name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "can't be blank"),
        (" \t\n", "can't be blank"),
        ("\u3000\u00a0", "can't be blank"),
        ("x" * 61, "is too long (maximum is 60 characters)"),
        ("ﷺ" * 4, "is too long (maximum is 60 characters)"),
        ("x" * 1_000_000, "is too long (maximum is 60 characters)"),
        ("a/b", "can't contain slashes"),
        ("a\\b", "can't contain slashes"),
        ("a\uff0fb", "can't contain slashes"),
        (".", "can't consist of dots only"),
        ("…", "can't consist of dots only"),
        ("a\0b", "can't contain invisible characters"),
        ("a\nb", "can't contain invisible characters"),
        ("\u202eann", "can't contain invisible characters"),
        ("an\u200bn", "can't contain invisible characters"),
        ("an\u00adn", "can't contain invisible characters"),
        ("ann\ufe0f", "can't contain invisible characters"),
        ("\u3164", "can't contain invisible characters"),
        ("\u2066ann\u2069", "can't contain invisible characters"),
        ("ann\U000e0041", "can't contain invisible characters"),
        ("a\u2028b", "can't contain invisible characters"),
        ("a\ud800b", "can't contain invisible characters"),
        ("\u0378", "can't contain invisible characters"),
        ("ann\ue000", "can't contain invisible characters"),
        ("\u0301", "can't consist of marks only"),
        ("bob@example.org", "can't be an e-mail address"),
        ("\uff22ob\uff20Example\uff0eORG", "can't be an e-mail address"),
        ("bob@localhost", "can't be an e-mail address"),
        ("bob@[::1]", "can't be an e-mail address"),
        ("Deleted-7", "is reserved"),
    ],
)
def test_names_that_deceive_or_break_addresses_are_refused(name: str, reason: str) -> None:
    with pytest.raises(Rejected) as caught:
        username_of(name)
    assert (caught.value.field, caught.value.message) == ("username", reason)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ann", "aNN"), ("Straße", "STRASSE"), ("ﬁn", "FIN"), ("é", "e\u0301"), ("\uff21", "a"), ("Σ", "ς")],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert username_key(one) == username_key(other)


@pytest.mark.parametrize(("one", "other"), [("ann", "ann_"), ("e", "é"), ("ann", "\u0430nn")])
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert username_key(one) != username_key(other)
