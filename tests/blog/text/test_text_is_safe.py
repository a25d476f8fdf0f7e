"""Nothing that people write becomes script, a form, a frame, or a part of the page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.markdown import render, render_comment, safe_image_url
from blog.markdown.sanitiser import sanitised
from tests.blog.text.allow_list import strangers
from tests.blog.text.xss_vectors import IMAGE_URLS, VECTORS

MARKS = [
    *("\n", "\n\n", " ", "    ", "\t", "# ", "## ", "> ", "- ", "1. ", "- [x] ", "---", "```", "```html\n", "~~~", "`"),
    *(
        "*",
        "**",
        "_",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "](",
        "![",
        "[^",
        "]: ",
        "|",
        "|-|\n",
        "<",
        ">",
        "</",
        "/>",
        "<!--",
        "-->",
    ),
    *(
        "<kbd>",
        "</kbd>",
        "<br>",
        "<sub>",
        "&",
        "&lt;",
        "&#60;",
        "&colon;",
        ":",
        "javascript:",
        "https://",
        "data:",
        "\\",
    ),
    *(
        '"',
        "'",
        "=",
        "onclick=",
        "style=",
        "id=",
        "class=",
        "hx-get=",
        "<script>",
        "<img src=",
        "<svg/",
        "\0",
        "\ud800",
    ),
]
MARKDOWN = st.lists(st.sampled_from(MARKS) | st.text(max_size=5), max_size=60).map("".join)


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_is_harmless_in_an_article(vector: str) -> None:
    assert strangers(render(vector)) == []


@pytest.mark.parametrize(
    "before", ["> ", "- ", "1. ", "*", "[", "![", "`", "<kbd>", "# ", "a|b\n-|-\n", "x[^1]\n\n[^1]: "]
)
def test_vectors_are_harmless_inside_other_markdown(before: str) -> None:
    for vector in VECTORS:
        assert strangers(render(before + vector)) == [], vector


def test_all_vectors_together_are_harmless() -> None:
    assert strangers(render("\n\n".join(VECTORS))) == []


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_is_harmless_in_a_comment(vector: str) -> None:
    assert strangers(render_comment(vector)) == []


@pytest.mark.parametrize("vector", VECTORS)
def test_the_last_gate_alone_stops_a_vector(vector: str) -> None:
    """Should the parser ever let HTML through, no tag, handler or scheme gets further."""
    assert strangers(sanitised(vector)) == []


@pytest.mark.parametrize("url", IMAGE_URLS)
def test_a_hostile_image_url_is_none(url: str) -> None:
    assert safe_image_url(url) is None


@pytest.mark.parametrize(
    "url", ["https://example.org/a.png", "HTTP://example.org:8/ü?x=1&y='2'#z", 'https://e.org/"x"']
)
def test_an_image_url_is_used_exactly_as_given(url: str) -> None:
    assert safe_image_url(url) == url


@settings(max_examples=300, deadline=None)
@given(MARKDOWN | st.text(max_size=200))
def test_no_text_at_all_gets_past_the_list(source: str) -> None:
    html = render(source)
    assert strangers(html) == []
    html.encode()


@settings(max_examples=200, deadline=None)
@given(MARKDOWN | st.text(max_size=200))
def test_no_comment_at_all_gets_past_the_list(source: str) -> None:
    html = render_comment(source)
    assert strangers(html) == []
    html.encode()
