"""People at work in browsers: each sends a form until it has an answer, always under the same command id."""

import random
import re
import threading
import time
from collections.abc import Sequence
from uuid import uuid4

from tests.large.violence.notes import Notes
from tests.visitor import Fields, Visitor

ARTICLE = re.compile(r'action="/articles/([0-9a-f-]{36})/favorite"')
PASSWORD = "open sesame"
PAUSE = 0.2  # seconds before somebody who got no answer asks again
WORDS = ["bees", "fog", "kerb", "swift", "lighthouse", "sourdough", "mulberry", "column"]


class Writer(threading.Thread):
    """`ports` are the site's web processes; who gets no answer from one asks another."""

    def __init__(self, ports: Sequence[int], notes: Notes, until: float) -> None:
        super().__init__(daemon=True)
        self.ports = ports
        self.notes = notes
        self.until = until
        self.visitor = Visitor(random.choice(ports))
        self.articles: list[str] = []
        self.unanswered = 0
        self.problems: list[str] = []

    def run(self) -> None:
        name = f"writer {uuid4().hex[:12]}"
        self._insist("/register", username=name, email=f"{name[7:]}@example.org", password=PASSWORD)
        while time.monotonic() < self.until:
            random.choice([self._publish, self._comment, self._favorite, self._favorite])()

    def _publish(self) -> None:
        title = " ".join(random.choices(WORDS, k=3))
        self._insist("/editor", title=title, description="d", body="As seen on the way.", tagList="violence")
        found = ARTICLE.findall(self._page("/"))
        self.articles = [*{*self.articles[-40:], *found}]

    def _comment(self) -> None:
        if self.articles:
            self._insist("/editor", f"/articles/{random.choice(self.articles)}/comments", body="Well said")

    def _favorite(self) -> None:
        if self.articles:
            wanted = random.choice(["on", "off"])
            self._insist("/editor", f"/articles/{random.choice(self.articles)}/favorite", wanted=wanted)

    def _insist(self, page: str, address: str = "", **fields: str) -> None:
        """The command id of any form will do for any other; the first one's stays until there is an answer."""
        form: Fields = {}
        while True:
            try:
                form = form or self.visitor.fields(page) | fields
                status, text, _ = self.visitor.post(address or page, form)
            except OSError:
                self._go_elsewhere()
                continue
            if status in (502, 503, 500, 429):
                self._go_elsewhere()
            elif status == 302 or status == 303:
                self.notes.accepted(form["command_id"], address or page)
                return
            else:
                self.problems.append(f"{address or page}: {status}: {text[:300]}")
                return

    def _page(self, path: str) -> str:
        while time.monotonic() < self.until:
            try:
                status, text = self.visitor.get(path)
            except OSError:
                status = 0
            if status == 200:
                return text
            self._go_elsewhere()
        return ""

    def _go_elsewhere(self) -> None:
        self.unanswered += 1
        time.sleep(PAUSE)
        self.visitor.port = random.choice(self.ports)
        if time.monotonic() > self.until + 60:
            raise TimeoutError("the site did not come back")
