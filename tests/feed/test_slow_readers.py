"""A stream waits for its client; one that does not read for too long is let go."""

import asyncio

import pytest

from conduit_site import server
from conduit_site.server import BoundedRequest, Flow


class Line:
    """What Twisted has of a connection."""

    is_cut = False

    def forceAbortClient(self) -> None:  # noqa: N802 - Twisted's name
        self.is_cut = True


def request() -> BoundedRequest:
    """Of a client that has 64 KB to read."""
    found: BoundedRequest = BoundedRequest.__new__(BoundedRequest)
    found.channel, found.flow = Line(), Flow()
    found.flow.pauseProducing()
    return found


def test_who_reads_again_in_time_hears_more() -> None:
    async def read() -> BoundedRequest:
        slow = request()
        assert slow.flow
        asyncio.get_running_loop().call_later(0.05, slow.flow.resumeProducing)
        await slow.until_read()
        return slow

    assert not asyncio.run(read()).channel.is_cut


def test_who_does_not_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "STALLED", 0.05)
    slow = request()
    asyncio.run(slow.until_read())
    assert slow.channel.is_cut
