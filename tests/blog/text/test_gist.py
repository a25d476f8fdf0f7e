"""What an article is about, read from its Markdown."""

import pytest

from blog.markdown import Heading, first_heading, plain_excerpt, reading_minutes


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (10, 1), (230, 1), (460, 2), (2_300, 10)])
def test_reading_takes_a_minute_at_least(words: int, minutes: int) -> None:
    assert reading_minutes("word " * words) == minutes


def test_scripts_without_spaces_are_counted_by_character() -> None:
    assert reading_minutes("日本語" * 500) == 3


def test_the_excerpt_is_text_without_markdown() -> None:
    assert plain_excerpt("# Title\n\nSome *words*, a [link](/x) and `code`.\n\n```\nx\n```\n\nMore.") == (
        "Some words, a link and code. More."
    )


def test_the_excerpt_is_cut_between_words() -> None:
    assert plain_excerpt("one two, three four", 12) == "one two…"
    assert plain_excerpt("x" * 20, 10) == "x" * 9 + "…"
    assert plain_excerpt("") == ""


def test_the_first_heading_of_a_text_is_its_title_if_nothing_stands_above() -> None:
    assert first_heading("\n# A *title*\n\nText\n") == Heading("A title", is_title=True, text_below="Text")
    assert first_heading("Title\n=====\nText") == Heading("Title", is_title=True, text_below="Text")


@pytest.mark.parametrize("source", ["Text\n\n# A", "## A\n\nText", "```\n# no\n```\n\n# A"])
def test_another_heading_is_no_title(source: str) -> None:
    heading = first_heading(source)
    assert heading
    assert heading.text == "A"
    assert not heading.is_title


@pytest.mark.parametrize("source", ["", "Text", "#", "```\n# no\n```", "    # no"])
def test_a_text_may_have_no_heading(source: str) -> None:
    assert first_heading(source) is None
