"""Connections that stay open, each asking for one thing after the other as fast as it comes."""

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from statistics import quantiles

from bench.figures import Failed

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PATIENCE = 30.0  # seconds for an answer


@dataclass(frozen=True)
class Answers:
    """Seconds of each answer; `cpu` of the asking process."""

    seconds: list[float]
    elapsed: float
    cpu: float

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.elapsed

    def percentile(self, nth: int) -> float:
        return quantiles(self.seconds, n=100, method="inclusive")[nth - 1]


def ask(ports: Sequence[int], path: str, cookie: str, *, connections: int, seconds: float) -> Answers:
    """All of them for one page."""
    request = request_of("GET", path, {"Cookie": cookie} if cookie else {})
    return ask_each(ports, [repeat(request)] * connections, seconds)


def ask_each(ports: Sequence[int], requests: Sequence[Iterator[bytes]], seconds: float) -> Answers:
    """A connection for each of the endless iterators."""
    return asyncio.run(_ask(ports, requests, seconds))


def request_of(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


async def _ask(ports: Sequence[int], requests: Sequence[Iterator[bytes]], seconds: float) -> Answers:
    began, cpu = time.perf_counter(), time.process_time()
    asking = [_one_connection(ports[n % len(ports)], each, began + seconds) for n, each in enumerate(requests)]
    answers = [each for one in await asyncio.gather(*asking) for each in one]
    return Answers(answers, time.perf_counter() - began, time.process_time() - cpu)


async def _one_connection(port: int, requests: Iterator[bytes], until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    seconds: list[float] = []
    while (asked := time.perf_counter()) < until or not seconds:
        request = next(requests)
        writer.write(request)
        await asyncio.wait_for(_answer(reader, request), PATIENCE)
        seconds.append(time.perf_counter() - asked)
    writer.close()
    return seconds


async def _answer(reader: asyncio.StreamReader, request: bytes) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise Failed(f"{request.splitlines()[0].decode()}: {head.splitlines()[0].decode()}")
    if length := LENGTH.search(head):
        await reader.readexactly(int(length[1]))
    else:
        while size := int(await reader.readline(), 16):  # chunked
            await reader.readexactly(size + 2)
        await reader.readline()
