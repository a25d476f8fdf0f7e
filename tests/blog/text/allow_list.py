"""What may be in the HTML of a text, said a second time and checked by another parser than the sanitiser's."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

PLAIN = "p blockquote hr br wbr ul em strong s code kbd sub mark ins del thead tbody tr".split()  # noqa: SIM905
ID = re.compile(r"section-[^\s]*")
NUMBER = re.compile(r"\d{1,9}")
ANYTHING = re.compile(r".*", re.S)
ADDRESS = re.compile(r"(https?:|mailto:|(?![\s\x00-\x20]*[a-z][a-z0-9+.-]*:)).*", re.S | re.I)
REL = re.compile("nofollow ugc noopener")
ALIGNED = re.compile("align-(left|center|right)")

ATTRIBUTES: dict[str, dict[str, re.Pattern[str]]] = {
    **{name: {} for name in PLAIN},
    **{f"h{level}": {"id": ID} for level in range(2, 7)},
    "a": {
        "href": ADDRESS,
        "title": ANYTHING,
        "rel": REL,
        "class": re.compile("heading-anchor"),
        "id": ID,
        "aria-label": re.compile(r"Footnote \d+|Back to the text"),
    },
    "img": {"src": ADDRESS, "alt": ANYTHING, "title": ANYTHING, "loading": re.compile("lazy")},
    "ol": {"start": NUMBER},
    "li": {"id": ID, "class": re.compile("task")},
    "pre": {"tabindex": re.compile("0")},
    "table": {"tabindex": re.compile("0")},
    "th": {"class": ALIGNED},
    "td": {"class": ALIGNED},
    "section": {"class": re.compile("footnotes"), "aria-label": re.compile("Footnotes")},
    "sup": {"class": re.compile("footnote-ref")},
    "span": {
        "class": re.compile("[a-z]{1,2}|task-box"),
        "role": re.compile("img"),
        "aria-label": re.compile("done|to do"),
    },
}


class Checker(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.strangers: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        known = ATTRIBUTES.get(tag)
        if known is None:
            self.strangers.append(f"<{tag}>")
            return
        if tag == "a" and "rel" not in dict(attrs):
            self.strangers.append("<a> without rel")
        for name, value in attrs:
            if name not in known or not known[name].fullmatch(value or ""):
                self.strangers.append(f"<{tag} {name}={value!r}>")
            if name == "id":
                self.ids.append(value or "")

    def handle_comment(self, data: str) -> None:
        self.strangers.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.strangers.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self.strangers.append(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self.strangers.append(f"<?{data}>")


def strangers(html: str) -> list[str]:
    """What is in the HTML and not on the list, ids given twice included."""
    checker = Checker()
    checker.feed(html)
    checker.close()
    return checker.strangers + [each for each in set(checker.ids) if checker.ids.count(each) > 1]
