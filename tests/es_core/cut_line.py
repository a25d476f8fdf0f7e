"""A line to the database that is cut at a word: the server hears it or not, the client hears nothing more."""

import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections

T = TypeVar("T")


class CutLine:
    """Passes everything on until the client says `word`: that is still passed on if `heard`, and then both ends close.
    The client that calls again gets a line that nobody cuts."""

    def __init__(self, directory: Path, word: bytes, *, heard: bool) -> None:
        self.word, self.heard, self.cut = word, heard, False
        self.known = connection.get_connection_params()
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(str(directory / f".s.PGSQL.{self.known.get('port') or 5432}"))
        self.door.listen()
        self.threads = [threading.Thread(target=self._serve, daemon=True)]
        self.threads[0].start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.door.accept()
                self.threads.append(threading.Thread(target=self._connect, args=(client,), daemon=True))
                self.threads[-1].start()

    def close(self) -> None:
        self.door.shutdown(socket.SHUT_RDWR)  # or who waits at it never wakes
        for each in self.threads:
            each.join(30)
        self.door.close()

    def _connect(self, client: socket.socket) -> None:
        with client, self._server() as server:
            back = threading.Thread(target=self._answers, args=(server, client), daemon=True)
            back.start()
            with suppress(OSError):
                while said := client.recv(65536):
                    if self.word in said and not self.cut:
                        self._cut(said, server, client)
                        break
                    server.sendall(said)
                else:
                    server.shutdown(socket.SHUT_WR)
            back.join(30)

    def _cut(self, said: bytes, server: socket.socket, client: socket.socket) -> None:
        """First towards the client, so that no answer gets through."""
        self.cut = True
        client.shutdown(socket.SHUT_RDWR)
        if self.heard:
            server.sendall(said)
        server.shutdown(socket.SHUT_WR)

    def _answers(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while answer := server.recv(65536):
                with suppress(OSError):  # the client may be gone already
                    client.sendall(answer)
            client.shutdown(socket.SHUT_RDWR)

    def _server(self) -> socket.socket:
        host, port = str(self.known.get("host") or "/tmp"), int(self.known.get("port") or 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server


@contextmanager
def cut_line(word: bytes, *, heard: bool) -> Iterator[Callable[[Callable[[], T]], T]]:
    """Gives a way to call something whose Django connection goes over that line."""
    place = Path(tempfile.mkdtemp(prefix="cut-"))
    line = CutLine(place, word, heard=heard)
    try:
        yield lambda call: _over(place, call)
        assert line.cut, f"nobody ever said {word!r}"
    finally:
        line.close()
        shutil.rmtree(place)


def _over(place: Path, call: Callable[[], T]) -> T:
    before = connections[DEFAULT_DB_ALIAS]
    other: Any = before.copy()
    other.settings_dict = deepcopy(before.settings_dict) | {"HOST": str(place)}
    other.settings_dict["OPTIONS"]["pool"] = False
    connections[DEFAULT_DB_ALIAS] = other
    try:
        return call()
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = before
