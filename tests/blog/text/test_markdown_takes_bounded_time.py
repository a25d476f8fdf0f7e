"""Texts made to be slow. The work grows with the length, not with its square, and so does what comes out."""

from time import thread_time

import pytest

from blog.markdown import render, render_comment

LENGTH = 10_000
SECONDS = 4.0  # of the processor; most need a tenth of one

REPEATED = [
    *(
        ">",
        "> ",
        "- ",
        "* ",
        "1. ",
        "> - ",
        "[",
        "![",
        "]",
        "[]",
        "[a](",
        "[a](<b",
        "[^",
        "(",
        "[a][b]",
        "[a]: ",
        "[a]:\n",
    ),
    *(
        "*",
        "**a ",
        "*a ",
        "*a_ ",
        "a*b_c",
        "_",
        "~",
        "~~a ",
        "`",
        "`a",
        "``a`b ",
        "<",
        "<a",
        "<!--",
        "<?",
        "<kbd>",
        "<br>",
    ),
    *(
        "<kbd><sub>",
        "<http://a",
        "<a@b ",
        "&",
        "&amp;",
        "\\",
        "\\\n",
        "\n",
        " ",
        " \n",
        "\t",
        "# a\n",
        "#",
        "a\n=\n",
        "a\n",
    ),
    *("- a\n", "- [x] a\n", "> > a\n", "a|b\n-|-\n\n", "|", "```\n", "```python\nx\n```\n", "    a\n", "[\n", "[^a]: "),
    *(
        "http://",
        "http://a.b/c ",
        "http://a.b/))))",
        ":",
        "<!-- ",
        "--> <!--",
        "# ![a](b)\n",
        "\u0301\u0323",
        "\0",
        "😀",
    ),
]
MADE = {
    "nested links": "[" * (LENGTH // 2) + "](b)" * (LENGTH // 8),
    "nested pictures": "![" * (LENGTH // 4) + "](b)" * (LENGTH // 8),
    "nested tags": "<kbd>" * (LENGTH // 11) + "</kbd>" * (LENGTH // 11),
    "quotes within quotes": "\n".join(">" * depth + "a" for depth in range(130)),
    "lists within lists": "\n".join("  " * depth + "- a" for depth in range(95)),
    "runs of backticks": "".join("`" * length + "a" for length in range(130)),
    "a long definition used often": f"[a]: /{'u' * (LENGTH // 2)}\n\n" + "[a]" * (LENGTH // 6),
    "a long title used often": f"[a]: /u '{'u' * (LENGTH // 2)}'\n\n" + "![a]" * (LENGTH // 8),
    "a title that never ends": '[a]: u "' + "a\n" * (LENGTH // 2),
    "many definitions": "".join(f"[{number}]: /u\n" for number in range(LENGTH // 12)),
    "many footnotes": "".join(f"[^{n}]: x[^{n + 1}]\n\n" for n in range(LENGTH // 18)) + "[^0]",
    "one footnote used often": "[^a]: x\n\n" + "[^a] " * (LENGTH // 5),
    "brackets beside a footnote": "[^a]: x\n\n" + "[^" * (LENGTH // 2),
    "a wide table": "|" + "a|" * (LENGTH // 6) + "\n|" + "-|" * (LENGTH // 6) + "\n|" + "b|" * (LENGTH // 6),
    "a wide table with short rows": "|" + "a|" * 500 + "\n|" + "-|" * 500 + "\n|" + "b\n" * (LENGTH // 2),
}


def _times(pattern: str) -> str:
    return (pattern * (LENGTH // len(pattern) + 1))[:LENGTH]


@pytest.mark.parametrize("source", [*map(_times, REPEATED), *MADE.values()], ids=[*map(repr, REPEATED), *MADE])
def test_hostile_markdown_is_done_soon_and_stays_small(source: str) -> None:
    begun = thread_time()
    html = render(source)
    assert thread_time() - begun < SECONDS
    assert len(html) < 1_200_000


@pytest.mark.parametrize("source", [*map(_times, REPEATED)], ids=[*map(repr, REPEATED)])
def test_a_hostile_comment_is_done_soon(source: str) -> None:
    begun = thread_time()
    render_comment(source)
    assert thread_time() - begun < 1


@pytest.mark.parametrize(
    ("language", "pattern"),
    [("c", "\n"), ("java", "\n"), ("rust", "//"), ("makefile", "_"), ("terraform", "_"), ("ini", "x=")],
)
def test_code_that_is_slow_to_colour_stays_without(language: str, pattern: str) -> None:
    block = f"```{language}\n" + (pattern * 10_000)[:9_990] + "\n```\n\n"
    begun = thread_time()
    html = render(block * 8)
    assert thread_time() - begun < SECONDS
    assert html.count("<pre") == 8
