"""A program that listens to the feed's stream of a real site: a real connection, which may break."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 20.0  # seconds, for machines that do something else meanwhile

Event = dict[str, Any]


class Ear:
    """`cursor` is the last one heard, as a browser's EventSource would remember it."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.answer = answer
        self.cursor = ""

    def events(self) -> Iterator[Event]:
        """Until the line breaks. Raises TimeoutError when nothing comes for a long time."""
        cursor, data = "", ""
        for raw in self.answer:
            line = raw.decode().rstrip("\n")
            name, _, value = line.partition(": ")
            if name == "id":
                cursor = value
            elif name == "data":
                data = value
            elif not line:
                self.cursor = cursor or self.cursor
                if data:
                    yield json.loads(data)
                data = ""

    def hear(self, wanted: str = "") -> Event:
        """The next event, or the next of that type: what was committed just before the line opened may come first."""
        return next(each for each in self.events() if wanted in ("", each["type"]))


@contextmanager
def listening(url: str, topics: str = "all", last: str = "", **headers: str) -> Iterator[Ear]:
    """Begun, when the block begins: its first cursor has come."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {}) | headers
    answer: http.client.HTTPResponse | None = None
    try:
        connection.request("GET", f"/api/feed?topics={topics}", headers=headers)
        answer = connection.getresponse()
        if answer.status != 200:
            raise Refused(answer)
        ear = Ear(answer)
        answer.readline()  # retry
        ear.cursor = answer.readline().decode().strip().removeprefix("id: ")
        answer.readline()
        yield ear
    finally:
        if answer:
            answer.close()
        connection.close()


class Refused(Exception):
    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status, self.headers = answer.status, answer.headers
        self.body: Any = json.loads(answer.read())
        super().__init__(f"{self.status}: {self.body}")
