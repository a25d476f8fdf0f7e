"""What differs between the saved article and one's own, for the editor that met a newer version."""

import time

from blog.templatetags.changes import Piece, changes


def of(kind: str, pieces: list[Piece]) -> str:
    return "".join(text for each, text in pieces if each in ("both", kind))


def test_the_same_text_is_one_piece() -> None:
    assert changes("Kept as it was.", "Kept as it was.") == [("both", "Kept as it was.")]


def test_a_changed_word_is_marked_on_both_sides() -> None:
    assert changes("one two three", "one five three") == [
        ("both", "one "),
        ("theirs", "two "),
        ("yours", "five "),
        ("both", "three"),
    ]


def test_line_ends_of_a_browser_are_no_change() -> None:
    assert changes("one\ntwo", "one\r\ntwo") == [("both", "one\ntwo")]


def test_nothing_beside_something() -> None:
    assert of("yours", changes(None, "new")) == "new"
    assert of("theirs", changes("old", "")) == "old"


def test_both_texts_can_be_read_back_from_the_pieces() -> None:
    theirs = "\n\n".join(f"Paragraph {n} as it was saved." for n in range(900))
    yours = theirs.replace("Paragraph 450 as it", "Paragraph 450, which") + "\n\nAnd one more."
    pieces = changes(theirs, yours)
    assert of("theirs", pieces) == theirs
    assert of("yours", pieces) == yours
    assert len(pieces) < 10


def test_long_and_repetitive_texts_take_no_long_time() -> None:
    started = time.perf_counter()
    changes("a\n" * 200_000, "a\nb\n" * 100_000)
    changes("a " * 1_000, "a b " * 200)
    assert time.perf_counter() - started < 5
