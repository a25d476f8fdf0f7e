"""What a file says as one article, each value looked for under the names that the generators give it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from blog.front_matter.broken import BrokenFile
from blog.front_matter.dates import moment
from blog.front_matter.files import read_text
from blog.front_matter.head import FrontMatter, parse
from blog.markdown import first_heading

DESCRIPTIONS = ("description", "summary", "excerpt", "subtitle")
NO_TEXT = {"", "~", "null"}
NO_DATE = {"last modified", "created", "git last modified", "git created"}  # Eleventy works these out itself
TRUE, FALSE = {"true", "yes", "on", "y", "1"}, {"false", "no", "off", "n", "0"}
UNPUBLISHED = {"draft", "hidden", "skip", "private", "pending"}  # Pelican's and WordPress's `status`

DATED_NAME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSource:
    """As written: `slug` and `tags` are not normalised. `date` is in UTC."""

    title: str
    description: str | None
    body: str
    tags: tuple[str, ...]
    date: datetime | None
    slug: str | None
    draft: bool


def read_article(path: Path) -> ArticleSource:
    """Raises BrokenFile."""
    return _Reader(path, parse(read_text(path), path)).article()


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    front: FrontMatter

    def article(self) -> ArticleSource:
        title, body = self._title_and_body()
        draft = self._is_draft()
        if not body and not draft:
            raise BrokenFile(self.path, self.front.head.count("\n") + 1, "has no text")
        return ArticleSource(
            title=title,
            description=next((text for key in DESCRIPTIONS if (text := self._text(key))), None),
            body=body,
            tags=tuple(self._tags()),
            date=self._date(),
            slug=self._text("slug") or self._dated_name()[1],
            draft=draft,
        )

    def _title_and_body(self) -> tuple[str, str]:
        """A heading above the text that says the title again goes: the page shows the title."""
        heading = first_heading(self.front.body)
        title = self._text("title") or (heading.text if heading else "") or self._title_of_file()
        if heading and heading.is_title and heading.text == title:
            return title, heading.text_below
        return title, self.front.body

    def _title_of_file(self) -> str:
        words = re.sub(r"[-_\s]+", " ", self._dated_name()[1] or self._name()).strip()
        return words[:1].upper() + words[1:]

    def _name(self) -> str:
        """A folder may be the article, with its text in `index.md`."""
        return self.path.absolute().parent.name if self.path.stem.lower() == "index" else self.path.stem

    def _dated_name(self) -> tuple[str | None, str | None]:
        found = DATED_NAME.fullmatch(self._name())
        return (found[1], found[2]) if found else (None, None)

    def _date(self) -> datetime | None:
        written = self.front.values.get("date")
        if written is None or str(written).strip().lower() in NO_TEXT | NO_DATE:
            return self._date_of_file()
        try:
            return moment(written)
        except ValueError as error:
            raise self._broken("date", f"can't make out the date {str(written)[:60]!r}") from error

    def _date_of_file(self) -> datetime | None:
        try:
            return moment(self._dated_name()[0])
        except ValueError:
            return None

    def _tags(self) -> Iterator[str]:
        """A list, or a string with commas or, where it has none, spaces between."""
        key = "tags" if "tags" in self.front.values else "tag"
        value = self.front.values.get(key)
        for each in _parted(value) if isinstance(value, str) else value if isinstance(value, list) else [value]:
            tag = self._scalar(key, each)
            if tag is not None:
                yield tag

    def _is_draft(self) -> bool:
        """Hugo's and Eleventy's `draft`, Jekyll's `published: false`, Pelican's `status`."""
        draft = self._text("draft")
        if draft is not None and draft.lower() not in TRUE | FALSE:
            raise self._broken("draft", f"draft is true or false, not {draft[:60]!r}")
        published, status = self._text("published") or "", self._text("status") or ""
        return (draft or "").lower() in TRUE or published.lower() in FALSE or status.lower() in UNPUBLISHED

    def _text(self, key: str) -> str | None:
        return self._scalar(key, self.front.values.get(key))

    def _scalar(self, key: str, value: Any) -> str | None:
        """As text with single spaces; None for nothing."""
        if isinstance(value, list | dict):
            raise self._broken(key, f"{key} can't hold lists or mappings")
        text = "" if value is None else " ".join(str(value).split())
        return None if text in NO_TEXT else text

    def _broken(self, key: str, message: str) -> BrokenFile:
        return BrokenFile(self.path, self.front.line_of(key), message)


def _parted(tags: str) -> list[str]:
    return tags.split(",") if "," in tags else tags.split()
