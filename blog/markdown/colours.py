"""Code in colours: which languages, which of Pygments' classes, and how long it may take."""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby
from time import thread_time

from pygments.lexers import find_lexer_class_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

# Some lexers take the square of hostile code: they are stopped between two tokens when a document's time is over.
# Of those that work in one go, and can't be stopped, none is here.
SECONDS = 0.5  # of this thread's own work, so that a busy machine changes nothing
LONGEST_CODE = 10_000  # characters of one block
LANGUAGE = re.compile(r"[\s{.]*([\w+#-]+)")
LANGUAGES = frozenset(
    """
    bash sh shell zsh c cpp c++ css scss diff udiff docker dockerfile elixir ex elm erlang go golang graphql haskell
    hs html http java javascript js json jsx kotlin lisp lua nginx php perl powershell ps1 postgresql plpgsql
    python py python3 r rb ruby rs rust scala sql swift toml ts tsx typescript xml yaml yml zig
    """.split()  # noqa: SIM905 - a list of so many would fill a page
)

# What code.css has a colour for; all other tokens are plain text.
CLASSES = {
    Comment: "c",
    Keyword: "k",
    Keyword.Constant: "m",
    Name.Attribute: "na",
    Name.Builtin: "nb",
    Name.Class: "nc",
    Name.Decorator: "nd",
    Name.Exception: "nc",
    Name.Function: "nf",
    Name.Tag: "nt",
    Number: "m",
    Operator.Word: "k",
    String: "s",
    Generic.Deleted: "gd",
    Generic.Heading: "gh",
    Generic.Inserted: "gi",
    Generic.Prompt: "gp",
    Generic.Subheading: "gh",
}

Piece = tuple[_TokenType, str]


class Colours:
    """Those of one document, which has one allowance of time."""

    def __init__(self) -> None:
        self.seconds = SECONDS

    def html(self, code: str, info: str) -> str:
        """Escaped, with spans. `info` is what follows the opening fence, beginning with the language."""
        language = LANGUAGE.match(info)
        if not language or language[1].lower() not in LANGUAGES or len(code) > LONGEST_CODE:
            return escape(code)
        pieces = self._pieces(code, language[1].lower())
        return escape(code) if pieces is None else "".join(_spans(pieces))

    def _pieces(self, code: str, language: str) -> list[Piece] | None:
        """None when time is over."""
        lexer = find_lexer_class_by_name(language)(stripnl=False, ensurenl=False)
        pieces: list[Piece] = []
        begun = thread_time()
        for piece in lexer.get_tokens(code):
            pieces.append(piece)
            if thread_time() - begun > self.seconds:
                self.seconds = 0
                return None
        self.seconds -= thread_time() - begun
        return pieces


def _spans(pieces: list[Piece]) -> Iterator[str]:
    for name, run in groupby(pieces, key=lambda piece: _class_of(piece[0])):
        text = escape("".join(text for _, text in run))
        yield f'<span class="{name}">{text}</span>' if name else text


def _class_of(kind: _TokenType) -> str:
    while kind.parent is not None and kind not in CLASSES:
        kind = kind.parent
    return CLASSES.get(kind, "")
