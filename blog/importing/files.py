"""Which files of a folder are articles."""

import os
from collections.abc import Iterator
from pathlib import Path

from blog.front_matter import BrokenFile

ENDINGS = {".md", ".markdown", ".mdown"}
# Hugo's pages about a whole section; what package managers and generators leave behind is no writing of the author's.
NO_ARTICLES = {"_index.md"}
NO_WRITING = {"node_modules", "_site", "__pycache__"}


def articles_below(folder: Path) -> Iterator[Path | BrokenFile]:
    """Their paths, sorted; for what can't be looked into, why not. Links to folders are not followed: they may loop."""
    unreadable: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each not in NO_WRITING)
        yield from (Path(place, each) for each in sorted(names) if _is_article(each))
    yield from (BrokenFile(Path(error.filename), None, error.strerror or str(error)) for error in unreadable)


def _is_article(name: str) -> bool:
    hidden = name.startswith(".") or name in NO_ARTICLES
    return not hidden and Path(name).suffix.lower() in ENDINGS
