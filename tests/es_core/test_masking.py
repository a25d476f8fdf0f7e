"""What identifies a person is hidden, wherever in the record it stands."""

from typing import Any

import pytest

from es_core.audit import masking


@pytest.mark.parametrize(
    ("shown", "plain"),
    [
        ("192.0.•••", "192.0.2.7"),
        ("2001:0db8:•••", "2001:db8::7"),
        ("0000:0000:•••", "::1"),
        ("", None),
        ("", ""),
        ("•••", "what is this"),
    ],
)
def test_of_an_address_the_network_stays(shown: str, plain: str | None) -> None:
    assert masking.address(plain) == shown


@pytest.mark.parametrize(
    ("shown", "plain"),
    [
        ("OSError: disk of a•••@example.org", "OSError: disk of ann@example.org"),
        ("a•••@example.org, b•••@Example.org!", "ann@example.org, bob.b+x@Example.org!"),
        ('"a•••@example.org"', '"ann@example.org"'),
        ("from 192.0.••• at 12:30:45", "from 192.0.2.7 at 12:30:45"),
        ("stream 0190a000-0000-7000-8000-0000000000aa", "stream 0190a000-0000-7000-8000-0000000000aa"),
        ("from 2001:0db8:•••", "from 2001:db8::7"),
        ("at 192.0.•••:5432, then 192.0.•••.", "at 192.0.2.7:5432, then 192.0.2.9."),
        ("peer:192.0.•••; 198.51.•••/24", "peer:192.0.2.7; 198.51.100.0/24"),
        ("[2001:0db8:•••]:443 peer:fe80:0000:•••: no", "[2001:db8::7]:443 peer:fe80::1: no"),
        ("to 0000:0000:•••", "to ::1"),
        ("version 1.2.3", "version 1.2.3"),
        ("1.2.3.4.5 of aa:bb:cc:dd:ee:ff", "1.2.3.4.5 of aa:bb:cc:dd:ee:ff"),
        ("nothing to hide @ noon", "nothing to hide @ noon"),
    ],
)
def test_a_text_loses_addresses_and_nothing_else(shown: str, plain: str) -> None:
    assert masking.text(plain) == shown


def test_a_payload_loses_them_to_any_depth() -> None:
    plain: Any = {"to": ["ann@example.org", {"cc": "bob@example.org"}], "n": 3, "none": None, "eve@example.org": True}
    assert masking.anything(plain) == {
        "to": ["a•••@example.org", {"cc": "b•••@example.org"}],
        "n": 3,
        "none": None,
        "e•••@example.org": True,
    }


def test_a_long_text_takes_no_time() -> None:
    assert masking.text("a@" * 100_000).count("•••") > 0
    assert masking.text("a" * 1_000_000 + "@") == "a" * 1_000_000 + "@"
    assert masking.text("1." * 100_000) == "1." * 100_000
    assert masking.text("a:" * 100_000 + ":" * 100_000)
