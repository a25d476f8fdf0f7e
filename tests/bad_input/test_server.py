"""Bytes that no client of ours could send, to the site as it is served: an answer or a closed line, and it goes on."""

import socket
import urllib.request
from collections.abc import Iterator

import pytest

from tests.browser.site import Site, serving

POST = b"POST /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
SENT = {
    "no_http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\xff\r\n\r\n",
    "no_version": b"GET /\r\n\r\n",
    "odd_version": b"GET / HTTP/9.9\r\n\r\n",
    "odd_method": b"\xff\x00 / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no_path": b"GET  HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "bytes_in_path": b"GET /\xff\x00\x80 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "whole_address": b"GET http://evil.test/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "long_path": b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no_host": b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two_hosts": GET + b"Host: evil.test\r\n\r\n",
    "odd_host": b"GET / HTTP/1.1\r\nHost: \xff\x00\r\nConnection: close\r\n\r\n",
    "long_header": GET + b"X: " + b"x" * 1_000_000 + b"\r\n\r\n",
    "many_headers": GET + b"X: x\r\n" * 5_000 + b"\r\n",
    "odd_header": GET + b"\xff\x00: \xff\x00\r\n: \r\nx\r\n\r\n",
    "odd_cookie": GET + b"Cookie: sessionid=\xff\x00; csrftoken=\x80\r\n\r\n",
    "odd_referer": GET + b"Referer: \xff\xfe\r\nHX-Current-URL: \xff\r\nHX-Request: true\r\n\r\n",
    "negative_length": POST + b"Content-Length: -1\r\n\r\n",
    "odd_length": POST + b"Content-Length: x\r\n\r\n",
    "great_length": POST + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n",
    "two_lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length_and_chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "odd_chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    "negative_chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nx\r\n0\r\n\r\n",
    "odd_encoding": POST + b"Transfer-Encoding: klingon\r\n\r\n",
    "cut_off": POST + b"Content-Length: 100\r\n\r\nusername=",
    "odd_upgrade": GET.replace(b"close", b"Upgrade") + b"Upgrade: websocket\r\nSec-WebSocket-Key: \xff\r\n\r\n",
}


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site")) as site:
        yield site


def answered(site: Site, sent: bytes) -> bytes:
    """What came back until the line was closed, by either side."""
    with socket.create_connection(("127.0.0.1", int(site.url.rpartition(":")[2])), timeout=15) as line:
        received = b""
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            while part := line.recv(65_536):
                received += part
        except OSError:  # refused in the middle of it
            pass
        return received


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
def test_it_answers_or_hangs_up_and_goes_on(site: Site, sent: bytes) -> None:
    answer = answered(site, sent)
    assert answer == b"" or answer.split()[1][:1] in (b"2", b"3", b"4"), answer[:500]
    assert "Internal Server Error" not in (troubles := site.troubles()), troubles
    assert "Unhandled" not in troubles, troubles
    with urllib.request.urlopen(f"{site.url}/login") as page:
        assert page.status == 200
