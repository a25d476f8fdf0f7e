"""What witnesses saw: a line for every accepted command, on the disk before its writer goes on."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4


class Notes:
    """A file of one witness's own, so that nobody's lines get mixed up."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / f"{uuid4()}.notes"

    def accepted(self, command_id: UUID | str, name: str, positions: list[int] | None = None) -> None:
        """`positions`, where the answer told them."""
        line = json.dumps({"command_id": str(command_id), "name": name, "positions": positions})
        with self.path.open("a") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())


def all_notes(directory: Path) -> Iterator[dict[str, Any]]:
    """A line that was never finished tells of a witness killed while writing: it was not noted."""
    for path in sorted(directory.glob("*.notes")):
        for line in path.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                yield json.loads(line)
