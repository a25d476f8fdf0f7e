"""The one form in which tags are kept."""

# ruff: noqa: RUF001 - characters that look alike are what this is about

import pytest

from blog.domain.tags import MOST_TAGS, TAG_LENGTH, normalise_tags
from es_core.errors import Rejected


def test_tags_are_sorted() -> None:
    assert normalise_tags(["training", "dragons"]) == ("dragons", "training")


@pytest.mark.parametrize(
    "written", ["Event Sourcing", " event  sourcing ", "EVENT\tSOURCING", "ｅｖｅｎｔ\u3000sourcing"]
)
def test_one_tag_has_one_form(written: str) -> None:
    assert normalise_tags([written, "event sourcing"]) == ("event sourcing",)


def test_a_normalised_tag_is_normal() -> None:
    once = normalise_tags(["Straße", "ΣΊΣΥΦΟΣ", "İ", "ǆ", "ﬁ", "C++", "c#", "ไทย", "می‌خواهم", "👩‍🚀"])
    assert normalise_tags(once) == once
    assert len(once) == 10


@pytest.mark.parametrize("nothing", ["", "  ", "\n", "\u3164", "\u200d", "\u0301"])
def test_what_nobody_sees_is_no_tag(nothing: str) -> None:
    assert normalise_tags([nothing, "x"]) == ("x",)


def test_as_many_tags_as_allowed_are_kept_and_repeats_do_not_count() -> None:
    most = [f"tag {number:02}" for number in range(MOST_TAGS)]
    assert normalise_tags(most * 2) == tuple(most)


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ([str(number) for number in range(MOST_TAGS + 1)], "can't be more than 20 tags"),
        (["x" * (TAG_LENGTH + 1)], "can't be longer than 40 characters"),
        (["x" * 1_000_000], "can't be longer than 40 characters"),
        (["ﷺ" * 3], "can't be longer than 40 characters"),
        (["ci/cd"], "can't hold a slash"),
        (["ci／cd"], "can't hold a slash"),
        (["ci\\cd"], "can't hold a slash"),
        ([".."], "can't be of dots alone"),
        (["x\0"], r"can't hold the character U\+0000"),
        (["\u202egpj"], r"can't hold the character U\+202E"),
        (["x\u200by"], r"can't hold the character U\+200B"),
        (["\ud800"], r"can't hold the character U\+D800"),
    ],
)
def test_a_tag_that_breaks_a_rule_is_refused_in_words(tags: list[str], reason: str) -> None:
    with pytest.raises(Rejected, match=f"^{reason}") as refusal:
        normalise_tags(tags)
    assert refusal.value.field == "tagList"


def test_a_tag_of_full_length_is_kept() -> None:
    assert normalise_tags(["x" * TAG_LENGTH]) == ("x" * TAG_LENGTH,)
