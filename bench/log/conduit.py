"""Our own log, as an application uses it."""

from uuid import UUID

from django.db import transaction

from bench.log.note import EVENTS_OF_A_STREAM, METADATA, NOTE, NoteWritten, batched, nth_stream, written
from blog.domain.favorite import FAVORITE, FavoriteArticle
from es_core import context, log, read, tail
from es_core.context import new_id
from es_core.execute import execute
from es_core.log import NO_STREAM, Envelope, Stream


class Conduit:
    """Each method does one piece of the work and tells how much it was."""

    def __init__(self, where: str) -> None:
        self.articles = [nth_stream(-1 - n) for n in range(20)]
        self.asked = 0

    def fill(self, streams: int) -> int:
        """In large transactions, as every system does here: how long it takes is nobody's figure."""
        return sum(self._fill(some) for some in batched(streams))

    def _fill(self, some: range) -> int:
        with transaction.atomic():
            return sum(self._append(nth_stream(n), EVENTS_OF_A_STREAM) for n in some)

    def append(self, events: int) -> int:
        return self._append(new_id(), events)

    def _append(self, stream_id: UUID, events: int) -> int:
        note = NoteWritten(**written(stream_id))
        envelope = Envelope(actor_id=None, correlation_id=new_id(), started_at=context.now(), metadata=METADATA)
        appended = log.append([Stream(stream_id, NOTE.category, NO_STREAM)], [(0, note)] * events, envelope)
        return len(appended)  # type: ignore[arg-type]  # no command id, so never a repeated one

    def append_or_roll_back(self) -> int:
        """One to three events; every fourth time they are taken back, so that the log has holes."""
        self.asked += 1
        with transaction.atomic():
            appended = self.append(1 + self.asked % 3)
            if undone := self.asked % 4 == 0:
                transaction.set_rollback(True)
        return 0 if undone else appended

    def read_all(self) -> int:
        return sum(1 for _ in tail.read_all())

    def load(self, streams: int) -> int:
        self.asked += 1
        _, version = read.load(NOTE, nth_stream(self.asked % streams))
        return version

    def command(self) -> int:
        self.asked += 1
        article = self.articles[self.asked % len(self.articles)]
        with context.acting(actor=article, channel="bench"):
            execute(FAVORITE, FavoriteArticle(article_id=article, reader_id=new_id()))
        return 1
