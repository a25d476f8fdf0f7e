"""Files that commands write: whole, or not there."""

import gzip
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def new_file(target: Path) -> Iterator[IO[bytes]]:
    """Under another name until it is whole and on the disk; for nobody else to read."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        with ExitStack() as stack:
            opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            raw: IO[bytes] = stack.enter_context(os.fdopen(opened, "wb"))
            if target.suffix == ".gz":
                with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed:
                    yield packed  # type: ignore[misc]  # a GzipFile is an IO[bytes], typeshed says
            else:
                yield raw
            raw.flush()
            os.fsync(raw.fileno())
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
