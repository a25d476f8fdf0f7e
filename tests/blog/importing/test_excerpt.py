"""The description of an article that brings none."""

import pytest

from blog.importing.excerpt import first_sentences, shortened

LONG = "word " * 30 + "end."


@pytest.mark.parametrize(
    ("body", "description"),
    [
        ("One. Two.\n\nThree.", "One. Two. Three."),
        ("# Title\n\n![a picture](x.png)\n\nThe *first* `real` [text](x).", "The first real text."),
        ("See [this](x), *that*\nand\\\nmore.", "See this, that and more."),
        (f"{LONG} The next one is left out.", LONG),
        (f"Short. {LONG} Third.", "Short."),
        ("“Quoted.” " + "b" * 200 + ". Third.", "“Quoted.”"),
        ("長い。" * 60, "長い。" * 53),
        ("```\ncode\n```", ""),
        ("", ""),
    ],
)
def test_first_sentences(body: str, description: str) -> None:
    assert first_sentences(body) == description


def test_a_sentence_without_end_is_cut() -> None:
    description = first_sentences("word " * 1000)
    assert len(description) <= 300
    assert description.endswith("word…")


def test_shortened_keeps_what_fits() -> None:
    assert shortened("abc", 3) == "abc"
    assert shortened("x" * 10, 4) == "xxx…"
    assert shortened("some words here", 12) == "some words…"
