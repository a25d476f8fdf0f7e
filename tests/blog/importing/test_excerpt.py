"""The description of an article that brings none."""

import pytest

from blog.importing.excerpt import first_sentences, shortened


@pytest.mark.parametrize(
    ("body", "description"),
    [
        ("One. Two.", "One. Two."),
        ("# Title\n\n![a picture](x.png)\n\n- item\n\nThe *first* [real](x) `text`.", "The first real text."),
        ("A line\nand another.", "A line and another."),
        ("> quoted\n\nSaid so.", "Said so."),
        ("a " * 70 + "end. Next one is left out.", "a " * 70 + "end. Next one is left out."[:4]),
        ("short. " + "b" * 200 + ". Third.", "short."),
        ("```\ncode\n```", ""),
        ("", ""),
    ],
)
def test_first_sentences(body: str, description: str) -> None:
    assert first_sentences(body) == description


def test_a_sentence_without_end_is_cut() -> None:
    assert len(first_sentences("word " * 1000)) <= 300


def test_shortened_keeps_what_fits() -> None:
    assert shortened("abc", 3) == "abc"
    assert shortened("x" * 10, 4) == "xxx…"
    assert shortened("some words here", 12) == "some words…"
