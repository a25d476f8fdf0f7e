"""Ann's folder of Markdown files, and the import of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from blog.importing.articles import Import
from blog.importing.files import articles_below
from blog.importing.outcome import Outcome
from tests.accounts.conftest import Person

SITES = Path(__file__).parent / "sites"

Importing = Callable[..., dict[str, Outcome]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def import_all(ann: Person, folder: Path) -> Importing:
    """Imports the folder, or another, as Ann or somebody else; gives each file's outcome by its path."""

    def run(below: Path = folder, author: Person = ann, *, dry: bool = False) -> dict[str, Outcome]:
        importing = Import(folder=below, author_id=author.id, dry=dry)
        return {each.path: each for each in importing.run(articles_below(below))}

    return run


def write(path: Path, body: str = "Some text.", **front: object) -> Path:
    """A file with YAML front matter."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = "".join(f"{key}: {value}\n" for key, value in front.items())
    path.write_text(f"---\n{head}---\n\n{body}\n", encoding="utf-8")
    return path
