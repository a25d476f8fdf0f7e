"""Long answers, made piece by piece: memory stays flat however long they are."""

from collections.abc import AsyncIterator, Generator
from contextlib import closing

from asgiref.sync import sync_to_async

CHUNK = 64 * 1024  # characters

Lines = Generator[str, None, None]


async def streamed(lines: Lines) -> AsyncIterator[str]:
    """For a StreamingHttpResponse: made in the request's own thread, and closed there when the reader has left."""
    pieces = gathered(lines)
    try:
        while piece := await sync_to_async(_next)(pieces):
            yield piece
    finally:
        await sync_to_async(pieces.close)()


def _next(pieces: Lines) -> str:
    """Empty at the end: StopIteration can't pass from one thread to the other."""
    return next(pieces, "")


def gathered(lines: Lines) -> Lines:
    """As few pieces as need be."""
    held, size = [], 0
    with closing(lines):
        for line in lines:
            held.append(line)
            size += len(line)
            if size >= CHUNK:
                yield "".join(held)
                held, size = [], 0
        yield "".join(held)
