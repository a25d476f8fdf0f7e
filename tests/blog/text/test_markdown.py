"""What an article's Markdown looks like as HTML."""

import pytest
from django.utils.safestring import SafeString

from blog.domain.wording import BODY_LENGTH
from blog.markdown import render

REL = 'rel="nofollow ugc noopener"'


def test_the_highest_heading_used_is_below_the_title_of_the_page() -> None:
    assert "<h2 " in render("# One")
    assert "<h2 " in render("### One")


def test_headings_skip_no_level() -> None:
    html = render("# One\n\n#### Two\n\n##### Three\n\n## Four\n\n###### Five")
    assert [html[at + 2] for at in range(len(html)) if html[at : at + 2] == "<h"] == list("23434")


def test_a_heading_links_to_itself() -> None:
    link = f'<a href="#section-cafe-au-lait" class="heading-anchor" {REL}>Café <em>au</em> lait</a>'
    assert render("# Café *au* lait") == f'<h2 id="section-cafe-au-lait">{link}</h2>\n'


def test_headings_of_one_text_have_different_addresses() -> None:
    html = render("# A\n# A\n# A 2\n# !\n# ?")
    assert [part.split('"')[0] for part in html.split(' id="')[1:]] == [
        *("section-a", "section-a-2", "section-a-2-2", "section-x", "section-x-2")
    ]


def test_a_heading_with_a_link_keeps_its_own() -> None:
    assert render("# See [this](/x)") == f'<h2 id="section-see-this">See <a href="/x" {REL}>this</a></h2>\n'


def test_after_many_headings_the_others_have_no_address() -> None:
    assert render("# a\n" * 1_000).count(" id=") == 500


@pytest.mark.parametrize(
    "address", ["http://a.org/x?y=1", "https://a.org", "mailto:a@b.org", "/tag/x", "x", "#y", "?p=2"]
)
def test_a_link_leads_on_but_vouches_for_nothing(address: str) -> None:
    assert render(f"[x]({address})") == f'<p><a href="{address}" {REL}>x</a></p>\n'


@pytest.mark.parametrize("scheme", ["javascript", "data", "vbscript", "ftp", "file", "tel"])
def test_a_link_of_another_scheme_stays_text(scheme: str) -> None:
    assert render(f"[x]({scheme}:y)") == f"<p>[x]({scheme}:y)</p>\n"


@pytest.mark.parametrize(
    ("text", "address", "after"),
    [
        ("See https://a.org/x_y_z.", "https://a.org/x_y_z", "."),
        ("(https://a.org/b)", "https://a.org/b", ")"),
        ("https://a.org/b_(c), so", "https://a.org/b_(c)", ", so"),
        ("https://a.org/?b=1&c=2!?", "https://a.org/?b=1&amp;c=2", "!?"),
        ("HTTP://a.org", "HTTP://a.org", ""),
    ],
)
def test_a_bare_address_becomes_a_link(text: str, address: str, after: str) -> None:
    assert f">{address}</a>{after}" in render(text)


@pytest.mark.parametrize("text", ["xhttps://a.org", "https://", "https://.", "www.a.org", "a@b.org", "`https://a.org`"])
def test_what_is_no_bare_address_stays_text(text: str) -> None:
    assert "<a" not in render(text)


def test_an_address_within_a_link_is_not_linked_again() -> None:
    assert render("[https://a.org](https://b.org)").count("<a ") == 1


def test_addresses_past_the_limit_lead_nowhere() -> None:
    html = render(f"[a]: https://a.org/{'x' * 10_000}\n\n" + "[a] " * 1_000)
    assert html.count("<a ") == 1_000
    assert html.count("href") == 99


def test_brackets_past_the_limit_are_text() -> None:
    html = render("[a](/b) " * 6_000 + "\n\n" + r"[a](/b) \[a](/b) \\[a](/b) " * 3_000)
    assert html.count("<a ") == 6_000
    assert html.count("[a](/b)") == 9_000


def test_pictures_are_lazy() -> None:
    assert render('![A *cat*](/cat.png "t")') == '<p><img src="/cat.png" alt="A cat" title="t" loading="lazy"></p>\n'


def test_code_is_coloured_by_classes_and_scrolls_by_keyboard() -> None:
    html = '<span class="k">def</span> <span class="nf">f</span>(): <span class="c"># &lt;b&gt;</span>'
    assert render("```python\ndef f(): # <b>\n```") == f'<pre tabindex="0"><code>{html}\n</code></pre>\n'


@pytest.mark.parametrize("info", ["python linenos", "{.python}", "Python", "py", "{python hl_lines=[1]}"])
def test_a_language_is_known_however_generators_write_it(info: str) -> None:
    assert 'class="k"' in render(f"```{info}\nreturn\n```")


@pytest.mark.parametrize("info", ["", "klingon", "<b>", "text"])
def test_code_of_an_unknown_language_stays_as_it_is(info: str) -> None:
    assert render(f"```{info}\nreturn <b>\n```") == '<pre tabindex="0"><code>return &lt;b&gt;\n</code></pre>\n'


def test_very_long_code_stays_as_it_is() -> None:
    assert "<span" not in render("```python\n" + "return\n" * 2_000 + "```")


def test_code_keeps_its_blank_lines_and_spaces() -> None:
    assert "<code>\n\n  x\n\n\n</code>" in render("```js\n\n\n  x\n\n\n```")


def test_a_table_scrolls_by_keyboard_and_aligns_by_class() -> None:
    html = render("|a|b|\n|-|:-:|\n|c|d|")
    assert '<table tabindex="0">' in html
    assert '<td>c</td>\n<td class="align-center">d</td>' in html


def test_tasks_are_no_form_fields() -> None:
    html = render("- [ ] one\n- [x] two")
    assert '<li class="task"><span class="task-box" role="img" aria-label="to do">☐</span> one</li>' in html
    assert '<li class="task"><span class="task-box" role="img" aria-label="done">☑</span> two</li>' in html


def test_footnotes_lead_there_and_back() -> None:
    html = render("A[^n] and B[^n].\n\n[^n]: Note.")
    assert html.count('href="#section--footnote-1"') == 2
    assert html.count('id="section--footnote-1"') == 1
    for time in (1, 2):
        assert html.count(f'id="section--footnote-ref-1-{time}"') == 1
        assert html.count(f'href="#section--footnote-ref-1-{time}"') == 1


def test_after_many_footnote_references_the_others_are_text() -> None:
    assert render("[^a]: x\n\n" + "[^a] " * 1_500).count("<sup") == 1_000


def test_a_reference_to_no_footnote_is_text() -> None:
    assert render("A[^m]\n\n[^n]: Note.") == "<p>A[^m]</p>\n"


def test_a_few_tags_pass_in_pairs_and_bare() -> None:
    assert render("<kbd>Ctrl</kbd> H<SUB>2</SUB>O<br/>x") == "<p><kbd>Ctrl</kbd> H<sub>2</sub>O<br>x</p>\n"


@pytest.mark.parametrize(
    "text", ["<kbd>x", "x</kbd>", "<kbd>x</sub>", "<kbd class=x>y</kbd>", "<div>x</div>", "<kbd\tx>"]
)
def test_any_other_html_is_shown_as_text(text: str) -> None:
    assert render(text) == f"<p>{text.replace('<', '&lt;').replace('>', '&gt;')}</p>\n"


def test_html_comments_are_not_shown() -> None:
    assert render("A<!-- secret -->B\n\n<!--more-->\n\nC") == "<p>AB</p>\n<p>C</p>\n"


def test_strikethrough_and_line_breaks() -> None:
    assert render("~~a~~  \nb") == "<p><s>a</s><br>\nb</p>\n"


def test_nothing_that_is_nested_too_deeply_is_lost() -> None:
    assert "deep text" in render("> " * 200 + "deep text")
    assert "deep text" in render("\n".join("  " * depth + "- x" for depth in range(50)) + " deep text")
    assert "deep text" in render("*_" * 100 + "deep text" + "_*" * 100)


def test_a_longer_text_than_an_article_may_have_is_shown_as_it_is_written() -> None:
    assert render("*a* " * (BODY_LENGTH // 4 + 1)).startswith("<p>*a* *a*")


@pytest.mark.parametrize("source", ["", "\n", "\0", "\ud800", "\r", "\x0c", "﻿"])
def test_odd_characters_are_no_trouble(source: str) -> None:
    html = render(source)
    html.encode()
    assert isinstance(html, SafeString)


def test_one_text_leaves_nothing_behind_for_the_next() -> None:
    render("# A\n\nx[^1] [r]\n\n[^1]: y\n\n[r]: /x")
    assert render("# A\n\nx[^1] [r]") == (
        f'<h2 id="section-a"><a href="#section-a" class="heading-anchor" {REL}>A</a></h2>\n<p>x[^1] [r]</p>\n'
    )
