"""A file that can't be read, and where."""

from pathlib import Path


class BrokenFile(Exception):
    """`line` counts from 1 in the file itself; None where the trouble is with the whole file."""

    def __init__(self, path: Path, line: int | None, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")
        self.path = path
        self.line = line
        self.message = message
