"""The file: a header, rows in chunks, an end. JSON Lines; every chunk and the whole have a SHA-256.

{"es_export": 1, "sha256": ..., "header": {...}}
{"es_event": {...}}                                       a row of a part, thousands of them
{"chunk": 1, "part": "es_event", "sha256": ...}           of all lines since the last one like it
{"end": {"chunks": 1, "sha256": ..., "seal": ...}}        of all lines before; sealed, where there are secrets
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, TypeVar

import msgspec

from es_core.moving.problems import Unusable

T = TypeVar("T")

VERSION = 1
CHUNK_ROWS, CHUNK_BYTES = 1000, 4_000_000
LONGEST_LINE = 64_000_000  # bytes; longer ones, or more of them unchecked, are no export of ours


class Header(msgspec.Struct, kw_only=True):
    """`rows` counts each part, `sequences` tells the last number drawn of each (None: none yet)."""

    made_at: str
    head: int
    rows: dict[str, int]
    sequences: dict[str, int | None]
    migrations: list[str]
    blind_index: str
    secrets: "Secrets | None" = None


class Secrets(msgspec.Struct, kw_only=True):
    """How to get at what is sealed. `check` opens with the right passphrase."""

    salt: str
    check: str
    blind_index_key: str


class First(msgspec.Struct):
    es_export: int
    sha256: str
    header: msgspec.Raw


class Chunk(msgspec.Struct):
    chunk: int
    part: str
    sha256: str


class End(msgspec.Struct):
    chunks: int
    sha256: str
    seal: str | None = None


class Last(msgspec.Struct):
    end: End


class Writer:
    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.whole = hashlib.sha256()
        self.chunk = hashlib.sha256()
        self.chunks = 0

    def header(self, header: Header) -> None:
        text = msgspec.json.encode(header)
        self._line(msgspec.json.encode(First(VERSION, hashlib.sha256(text).hexdigest(), msgspec.Raw(text))))

    def part(self, name: str, rows: Iterable[bytes]) -> Iterator[int]:
        """Gives the number of rows written after each chunk."""
        written = size = 0
        prefix = b'{"' + name.encode() + b'":'
        for row in rows:
            self._line(prefix + row + b"}")
            written, size = written + 1, size + len(row)
            if written == CHUNK_ROWS or size >= CHUNK_BYTES:
                self._end_chunk(name)
                yield written
                written = size = 0
        if written:
            self._end_chunk(name)
            yield written

    def end(self, seal: str | None) -> None:
        self._line(msgspec.json.encode(Last(End(self.chunks, self.digest(), seal))))

    def digest(self) -> str:
        return self.whole.hexdigest()

    def _end_chunk(self, part: str) -> None:
        self.chunks += 1
        self._line(msgspec.json.encode(Chunk(self.chunks, part, self.chunk.hexdigest())))
        self.chunk = hashlib.sha256()

    def _line(self, line: bytes) -> None:
        self.file.write(line + b"\n")
        self.whole.update(line + b"\n")
        self.chunk.update(line + b"\n")


class Reader:
    """Gives out what it has checked, and raises Unusable at the first thing that is not as it was written."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.number = 0
        self.chunks = 0
        self.whole = hashlib.sha256()
        self.header = self._header()
        self.ended: End | None = None

    def chunks_of_rows(self) -> Iterator[tuple[str, list[bytes]]]:
        """(part, rows) of each chunk; when they are through, `ended` is the file's end."""
        lines: list[bytes] = []
        while not (line := self._read()).startswith(b'{"end":'):
            if not line.startswith(b'{"chunk":'):
                lines.append(line)
                self._expect(len(lines) <= CHUNK_ROWS, "a chunk does not end")
                continue
            yield self._checked(self._decode(line, Chunk), lines)
            lines = []
        self.ended = self._end(line, lines)

    def _header(self) -> Header:
        self.chunk = hashlib.sha256()
        first = self._decode(self._read(), First)
        if first.es_export != VERSION:
            raise Unusable(f"the file is of format {first.es_export}, this Conduit reads format {VERSION}")
        self._expect(hashlib.sha256(first.header).hexdigest() == first.sha256, "the header is not as it was written")
        return self._decode(bytes(first.header), Header)

    def _checked(self, chunk: Chunk, lines: list[bytes]) -> tuple[str, list[bytes]]:
        self.chunks += 1
        self._expect(chunk.chunk == self.chunks, "a chunk is missing")
        self._expect(chunk.sha256 == self.before, f"chunk {chunk.chunk} ({chunk.part}) is not as it was written")
        self.chunk = hashlib.sha256()
        prefix = len(chunk.part.encode()) + 4
        return chunk.part, [line[prefix:-2] for line in lines]

    def _end(self, line: bytes, unchecked: list[bytes]) -> End:
        end = self._decode(line, Last).end
        self._expect(not unchecked and end.chunks == self.chunks, "a chunk is missing")
        self._expect(end.sha256 == self.whole_before, "the file is not as it was written")
        self._expect(not self._more(), "there is something behind its end")
        return end

    def _read(self) -> bytes:
        self.before, self.whole_before = self.chunk.hexdigest(), self.whole.hexdigest()
        line = self._next()
        self.number += 1
        self._expect(len(line) < LONGEST_LINE, "the line is too long")
        if not line.endswith(b"\n"):
            raise Unusable(f"the file ends early, in line {self.number}: it was cut off")
        self.whole.update(line)
        self.chunk.update(line)
        return line

    def _next(self) -> bytes:
        try:
            return self.file.readline(LONGEST_LINE)
        except EOFError:
            raise Unusable(f"the file ends early, behind line {self.number}: it was cut off") from None
        except (OSError, zlib.error) as error:  # gzip's word for damage is an OSError, too
            raise Unusable(f"the file can't be read behind line {self.number}: {error}") from error

    def _more(self) -> bytes:
        return self._next()

    def _decode(self, line: bytes, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(line, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unusable(f"line {self.number} can't be read, this is no export or a damaged one: {error}") from error

    def _expect(self, holds: bool, problem: str) -> None:
        if not holds:
            raise Unusable(f"the file is damaged at line {self.number}: {problem}")
