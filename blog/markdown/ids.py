"""Addresses within a document: unique in it, and none that a page could have for parts of its own."""

from blog.domain.slugs import hyphenated

PREFIX = "section-"
LENGTH = 60


class HeadingIds:
    """Those of one document."""

    def __init__(self) -> None:
        self.used: dict[str, int] = {}

    def new(self, text: str) -> str:
        base = f"{PREFIX}{hyphenated(text, LENGTH) or 'x'}"
        identifier = base
        while identifier in self.used:
            self.used[base] += 1
            identifier = f"{base}-{self.used[base]}"
        self.used[identifier] = 1
        return identifier


# Two hyphens in a row: no heading's id has them.


def footnote_id(number: int) -> str:
    return f"{PREFIX}-footnote-{number}"


def reference_id(number: int, again: int) -> str:
    """One note may be referred to several times."""
    return f"{PREFIX}-footnote-ref-{number}-{again + 1}"
