"""What stands above the text in the files of Hugo, Jekyll, Eleventy and Pelican."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from blog.front_matter import ArticleSource, parse, read_article

Read = Callable[..., ArticleSource]
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(text: str | bytes, name: str = "some-file.md") -> ArticleSource:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_article(path)

    return read


def test_hugo_in_toml(read: Read) -> None:
    source = read(
        '+++\ntitle = "A title"\ndate = 2026-01-02T13:00:00+01:00\ndraft = false\ntags = ["a b", "c"]\n'
        'slug = "my-slug"\nsummary = "Short"\n+++\n\nText\n'
    )
    assert source == ArticleSource(
        title="A title",
        description="Short",
        body="Text",
        tags=("a b", "c"),
        date=NOON,
        slug="my-slug",
        draft=False,
    )


def test_jekyll_in_yaml_with_a_dated_file_name(read: Read) -> None:
    source = read(
        "---\nlayout: post\ntitle: 'It''s a title'\ndate: 2026-01-02 13:00:00 +0100\ntags: one two\n"
        "excerpt: >\n  Folded\n  text\n---\nText\n",
        "2026-01-01-dated-name.md",
    )
    assert (source.title, source.date, source.slug) == ("It's a title", NOON, "dated-name")
    assert (source.tags, source.description) == (("one", "two"), "Folded text")


def test_eleventy_in_yaml(read: Read) -> None:
    source = read("---\ntitle: T\ntags:\n  - post\n  - with space\ndate: Last Modified\n---\nText")
    assert (source.tags, source.date) == (("post", "with space"), None)


def test_pelican_with_header_lines(read: Read) -> None:
    source = read(
        "Title: My title: a story\nDate: 2026-01-02 12:00\nTags: machine learning, python\nSlug: my-story\n"
        "Summary: Short\n    and more\n\nText\n\nTitle: not this"
    )
    assert source == ArticleSource(
        title="My title: a story",
        description="Short and more",
        body="Text\n\nTitle: not this",
        tags=("machine learning", "python"),
        date=NOON,
        slug="my-story",
        draft=False,
    )


def test_pelican_does_not_part_tags_at_spaces(read: Read) -> None:
    assert read("Title: T\nTags: machine learning\n\nText").tags == ("machine learning",)


@pytest.mark.parametrize("text", ["Note: this is a text", "Hello.\nTitle: no", "Title without colon"])
def test_a_text_that_begins_with_a_colon_has_no_header_lines(text: str) -> None:
    assert parse(text).body == text


def test_a_file_without_front_matter_is_all_text(read: Read) -> None:
    source = read("Text\n\n---\n\nmore")
    assert (source.title, source.body) == ("Some file", "Text\n\n---\n\nmore")
    assert (source.description, source.tags, source.date, source.slug, source.draft) == (None, (), None, None, False)


def test_line_ends_and_byte_order_marks_make_no_difference(read: Read) -> None:
    text = "---\ntitle: Ä\n---\n\nOne\n\nTwo\n"
    for written in (text, text.replace("\n", "\r\n"), text.replace("\n", "\r"), "\ufeff" + text):
        assert (read(written).title, read(written).body) == ("Ä", "One\n\nTwo")


def test_the_first_line_of_a_text_may_be_code(read: Read) -> None:
    assert read("---\ntitle: T\n---\n\n    code\n").body == "    code"


@pytest.mark.parametrize("closing", ["---", "...", "---  "])
def test_yaml_ends_in_dashes_or_dots(read: Read, closing: str) -> None:
    assert read(f"---\ntitle: T\n{closing}\nText").body == "Text"


def test_the_language_of_the_front_matter_may_be_named(read: Read) -> None:
    assert read("---toml\ntitle = 'T'\n---\nText").title == "T"
    assert read("---yaml\ntitle: T\n---\nText").title == "T"


@pytest.mark.parametrize("title", ["1.10", "No", "2026", "0x10", "1_000", "007", "2026-01-02", "null and void", "true"])
def test_a_title_in_yaml_is_what_it_says(read: Read, title: str) -> None:
    assert read(f"---\ntitle: {title}\n---\nText").title == title


@pytest.mark.parametrize("title", ["", "~", "null", '""', "   "])
def test_an_empty_value_is_none(read: Read, title: str) -> None:
    assert read(f"---\ntitle: {title}\nslug: {title}\n---\nText").title == "Some file"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2026-01-02-my_first-post.md", "My first post"),
        ("my-bundle/index.md", "My bundle"),
        ("2026-01-02-bundle/index.md", "Bundle"),
        ("2026-99-99-odd.md", "Odd"),
    ],
)
def test_without_a_title_the_file_name_is_it(read: Read, name: str, title: str) -> None:
    assert read("Text", name).title == title


def test_without_a_title_the_first_heading_is_it_and_is_not_said_twice(read: Read) -> None:
    source = read("---\ndraft: false\n---\n# The *heading*\n\nText")
    assert (source.title, source.body) == ("The heading", "Text")


def test_a_heading_that_repeats_the_title_goes(read: Read) -> None:
    assert read("---\ntitle: Same\n---\n# Same\n\nText").body == "Text"


def test_a_heading_that_does_not_stays(read: Read) -> None:
    assert read("---\ntitle: One\n---\n# Two\n\nText").body == "# Two\n\nText"
    assert read("Text\n\n# Two").body == "Text\n\n# Two"


@pytest.mark.parametrize("key", ["description", "summary", "excerpt", "subtitle", "Description"])
def test_a_description_has_many_names(read: Read, key: str) -> None:
    assert read(f"---\n{key}: Short\n---\nText").description == "Short"


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("tags: [a, b c]", ("a", "b c")),
        ("tags: a, b c", ("a", "b c")),
        ("tags: a b", ("a", "b")),
        ("tags: []", ()),
        ("tags:", ()),
        ("tags: [1.10, no, '', ~]", ("1.10", "no")),
        ("tag: a", ("a",)),
        ("categories: [a]", ()),
    ],
)
def test_tags_are_a_list_or_a_text(read: Read, written: str, tags: tuple[str, ...]) -> None:
    assert read(f"---\n{written}\n---\nText").tags == tags


@pytest.mark.parametrize(
    ("written", "draft"),
    [
        *(("draft: true", True), ("draft: 'yes'", True), ("draft: false", False), ("draft:", False)),
        *(("published: false", True), ("published: true", False), ("published: 2026-01-01", False)),
        *(
            ("status: draft", True),
            ("status: hidden", True),
            ("status: published", False),
            ("status: evergreen", False),
        ),
    ],
)
def test_a_draft_is_known(read: Read, written: str, draft: bool) -> None:
    assert read(f"---\n{written}\n---\nText").draft is draft


def test_a_draft_in_toml_is_known(read: Read) -> None:
    assert read("+++\ndraft = true\n+++\nText").draft


def test_a_draft_may_have_no_text_yet(read: Read) -> None:
    assert read("---\ntitle: T\ndraft: true\n---\n").body == ""


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-1-2", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026/01/02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2 January 2026", datetime(2026, 1, 2, tzinfo=UTC)),
        ("January 2, 2026", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-01-02 12:00", NOON),
        ("2026-01-02 12:00:00", NOON),
        ("2026-01-02T12:00:00", NOON),
        ("2026-01-02T12:00:00Z", NOON),
        ("2026-01-02 12:00:00 UTC", NOON),
        ("2026-01-02T13:00:00+01:00", NOON),
        ("2026-01-02T13:00:00.000000000+01:00", NOON),
        ("2026-01-02 13:00 +0100", NOON),
        ("2026-01-02 13:00:00 +01:00", NOON),
        ("2026-1-2 13:00:00 +0100", NOON),
        ("'2026-01-02T07:00:00-0500'", NOON),
        ("Fri, 02 Jan 2026 13:00:00 +0100", NOON),
    ],
)
def test_a_date_is_read_as_people_write_it(read: Read, written: str, date: datetime) -> None:
    assert read(f"---\ndate: {written}\n---\nText").date == date


@pytest.mark.parametrize("written", ["2026-01-02", "2026-01-02T00:00:00", "2026-01-02 00:00:00Z", "'2026-01-02'"])
def test_a_date_in_toml_is_read(read: Read, written: str) -> None:
    assert read(f"+++\ndate = {written}\n+++\nText").date == datetime(2026, 1, 2, tzinfo=UTC)


def test_without_a_date_the_file_name_may_have_one(read: Read) -> None:
    assert read("Text", "2026-01-02-x.md").date == datetime(2026, 1, 2, tzinfo=UTC)
    assert read("Text", "2026-99-02-x.md").date is None
    assert read("Text", "x.md").date is None


def test_the_slug_given_comes_before_that_of_the_file_name(read: Read) -> None:
    assert read("---\nslug: given\n---\nText", "2026-01-02-named.md").slug == "given"
