"""The lines above the text: YAML between ---, TOML between +++, or Pelican's `Title: ...` lines."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blog.front_matter.broken import BrokenFile
from blog.front_matter.plain_yaml import BrokenYaml, load

LONGEST_HEAD = 64_000  # characters

OPENING = re.compile(r"(---|\+\+\+)[ \t]*(\w*)[ \t]*\n")
CLOSING = {"yaml": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M), "toml": re.compile(r"^\+\+\+[ \t]*$", re.M)}
DASHES_TOML = re.compile(r"^---[ \t]*$", re.M)
FORMATS = {"": "yaml", "yaml": "yaml", "yml": "yaml", "toml": "toml"}

HEADER = re.compile(r"([A-Za-z][\w-]*):(?:[ \t]+(.*))?$")
CONTINUATION = re.compile(r"(?: {4}|\t)[ \t]*(\S.*)$")
TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`values` by key in lower case. YAML gives strings, lists and mappings only, TOML its own types."""

    values: Mapping[str, Any]
    body: str
    head: str = ""  # as it is written, the opening line included

    def line_of(self, key: str) -> int:
        """Where the key is given, for a message; the first line if it can't be found."""
        found = re.search(rf"^[\"']?{re.escape(key)}[\"']?[ \t]*[:=]", self.head, re.M | re.I)
        return self.head.count("\n", 0, found.start()) + 1 if found else 1


def parse(text: str, path: Path = Path("-")) -> FrontMatter:
    """`path` is only named in the BrokenFile that is raised for what can't be read."""
    if opening := OPENING.match(text):
        return _fenced(text, opening, path)
    return _headers(text) or FrontMatter({}, _body(text))


def _fenced(text: str, opening: re.Match[str], path: Path) -> FrontMatter:
    fence, name = opening.groups()
    kind = "toml" if fence == "+++" else FORMATS.get(name.lower())
    if kind is None:
        raise BrokenFile(path, 1, f"front matter in {name} is not read; YAML and TOML are")
    closing = (DASHES_TOML if fence == "---" and kind == "toml" else CLOSING[kind]).search(text, opening.end())
    if closing is None:
        raise BrokenFile(path, 1, f"the front matter that {fence} opens is never closed")
    if closing.start() > LONGEST_HEAD:
        raise BrokenFile(path, 1, f"the front matter is too long (maximum is {LONGEST_HEAD} characters)")
    values = (_yaml if kind == "yaml" else _toml)(text[opening.end() : closing.start()], path)
    values = {str(key).lower(): value for key, value in values.items()}
    return FrontMatter(values, _body(text[closing.end() :]), text[: closing.start()])


def _yaml(head: str, path: Path) -> Mapping[Any, Any]:
    try:
        values = load(head)
    except BrokenYaml as error:
        raise BrokenFile(path, error.line + 1, error.message) from error
    if not isinstance(values, dict | None):
        raise BrokenFile(path, 2, "the front matter must be lines of `key: value`")
    return values or {}


def _toml(head: str, path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(head)
    except RecursionError as error:
        raise BrokenFile(path, 2, "the front matter is nested too deeply") from error
    except ValueError as error:  # a TOMLDecodeError, or a number with thousands of digits
        place = TOML_PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else head.count("\n") if place else 1
        reason = TOML_PLACE.sub("", str(error))
        raise BrokenFile(path, line + 1, reason[:1].lower() + reason[1:]) from error


def _headers(text: str) -> FrontMatter | None:
    """Pelican's: up to the first empty line. Without a title among them it is a text that begins with a colon."""
    head, _, body = text.partition("\n\n")
    values: dict[str, str] = {}
    key = ""
    for line in head[:LONGEST_HEAD].rstrip("\n").split("\n"):
        if header := HEADER.match(line):
            key = header[1].lower()
            values[key] = (header[2] or "").strip()
        elif (more := CONTINUATION.match(line)) and key:
            values[key] = f"{values[key]} {more[1].strip()}".strip()
        else:
            return None
    if "title" not in values:
        return None
    return FrontMatter(_with_listed_tags(values), _body(body), head)


def _with_listed_tags(values: Mapping[str, str]) -> Mapping[str, Any]:
    """Pelican parts tags at commas only."""
    return {**values, "tags": values.get("tags", "").split(",")}


def _body(text: str) -> str:
    """Its first line keeps its indentation, which may make it code."""
    return re.sub(r"\A(?:[ \t]*\n)+", "", text).rstrip()
