"""Comments: as typed, with lines and addresses."""

import pytest

from blog.markdown import render_comment

REL = 'rel="nofollow ugc noopener"'


def test_markdown_and_html_stay_as_typed() -> None:
    assert render_comment("*a* <b>&amp;</b>") == "*a* &lt;b&gt;&amp;amp;&lt;/b&gt;"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_kept(end: str) -> None:
    assert render_comment(f"a{end}b{end}{end}c") == "a<br>\nb<br>\n<br>\nc"


def test_many_empty_lines_become_one() -> None:
    assert render_comment("\n\na\n \n\n\t\n\nb\n\n") == "a<br>\n<br>\nb"


def test_an_address_is_linked_as_it_is() -> None:
    address = "https://a.org/?b=1&amp;c=2"
    assert render_comment("(see https://a.org/?b=1&c=2).") == f'(see <a href="{address}" {REL}>{address}</a>).'


@pytest.mark.parametrize("text", ["javascript:alert(1)", "ftp://a.org", "a.org", "https://", "xhttp://a.org"])
def test_nothing_else_is_linked(text: str) -> None:
    assert render_comment(text) == text
