"""Addresses made of titles."""

# ruff: noqa: RUF001 - characters that look alike are what this is about

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.domain.slugs import SLUG_LENGTH, slug_with_suffix, slugify

ARTICLE = UUID("019a1b2c-3d4e-7f50-8123-456789abcdef")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How to train your dragon", "how-to-train-your-dragon"),
        ("Café au lait, Über alles", "cafe-au-lait-uber-alles"),
        ("Don't — or don’t?", "dont-or-dont"),
        ("C++ & C#: 1.5 × faster", "c-c-1-5-faster"),
        ("Привет, мир", "привет-мир"),
        ("Ёжик и йод", "ёжик-и-йод"),
        ("हिन्दी में", "हिन्दी-में"),
        ("日本語のタイトル", "日本語のタイトル"),
        ("x̂ ẑ", "x-z"),
        ("İstanbul", "istanbul"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "full-width"),
        ("Feed", "feed-article"),
        ("  ", "article"),
        ("🎉", "article"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_a_title_becomes_an_address(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_a_long_title_is_cut_between_words() -> None:
    assert slugify("word " * 40) == "-".join(["word"] * 16)
    assert slugify("x" * 100) == "x" * SLUG_LENGTH


@given(st.text())
def test_any_title_at_all_becomes_a_part_of_a_path(title: str) -> None:
    slug = slugify(title)
    assert 0 < len(slug) <= SLUG_LENGTH
    assert slug != "feed"
    assert not re.search(r"[\s/\\?#%&.\"'<>\x00-\x1f]|--|^-|-$", slug)
    assert slug == slug.lower()
    slug.encode()


@given(st.text())
def test_an_address_becomes_itself(title: str) -> None:
    assert slugify(slugify(title)) == slugify(title)


def test_an_address_that_is_taken_gets_the_end_of_the_articles_id() -> None:
    assert slug_with_suffix("dragons", ARTICLE) == "dragons-89abcdef"


def test_without_an_id_the_suffix_is_chance() -> None:
    assert slug_with_suffix("dragons") != slug_with_suffix("dragons")
    assert re.fullmatch("dragons-[0-9a-f]{8}", slug_with_suffix("dragons"))


def test_an_address_stays_short_with_its_suffix() -> None:
    assert len(slug_with_suffix("x" * SLUG_LENGTH, ARTICLE)) == SLUG_LENGTH
