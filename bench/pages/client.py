"""Eight connections that stay open and ask for one page as fast as it comes."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
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
    return asyncio.run(_ask(ports, path, cookie, connections, seconds))


async def _ask(ports: Sequence[int], path: str, cookie: str, connections: int, seconds: float) -> Answers:
    began, cpu = time.perf_counter(), time.process_time()
    asking = [_one_connection(ports[n % len(ports)], path, cookie, began + seconds) for n in range(connections)]
    answers = [each for one in await asyncio.gather(*asking) for each in one]
    return Answers(answers, time.perf_counter() - began, time.process_time() - cpu)


async def _one_connection(port: int, path: str, cookie: str, until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    cookies = f"Cookie: {cookie}\r\n" if cookie else ""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{cookies}\r\n".encode()
    seconds: list[float] = []
    while (asked := time.perf_counter()) < until or not seconds:
        writer.write(request)
        await asyncio.wait_for(_answer(reader, path), PATIENCE)
        seconds.append(time.perf_counter() - asked)
    writer.close()
    return seconds


async def _answer(reader: asyncio.StreamReader, path: str) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise Failed(f"{path}: {head.splitlines()[0].decode()}")
    if length := LENGTH.search(head):
        await reader.readexactly(int(length[1]))
    else:
        while size := int(await reader.readline(), 16):  # chunked
            await reader.readexactly(size + 2)
        await reader.readline()
