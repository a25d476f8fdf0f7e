"""Live queries of a catch-up projector's tables follow its checkpoint, not the log."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from blog.domain.favorite import ArticleFavorited
from es_core import dead_letters, testing
from es_core.context import now
from es_core.live import LiveQuery
from es_core.live.hub import Hub
from es_core.live.key import Key, key_of
from es_core.models import DeadLetter, ProjectorState
from es_core.rebuild import rebuild
from es_core.runner import Runner
from es_core.statements import run
from tests.es_core.example.domain.book import BOOK, BookAdded, BookLent
from tests.es_core.example.models import Loan
from tests.es_core.example.projectors import books, loans
from tests.es_core.running import running as feeding
from tests.live.page import Page, eventually, looping

pytestmark = pytest.mark.django_db(transaction=True)


NEWER = """
    INSERT INTO es_event (event_id, stream_type, stream_id, version, event_type, schema_version, data, metadata)
    VALUES (gen_random_uuid(), 'book', %s, 3, 'BookLent', 99, '{}', '{}') RETURNING position
"""


def loans_of(book_id: str) -> dict[str, Any]:
    return {"favorites_count": Loan.objects.filter(book_id=UUID(book_id)).count()}


LiveQuery(
    name="test-loans",
    template="blog/_favorites_count.html",
    context=loans_of,
    wakes_on={BookLent: lambda event: event.book_id},
    follows=loans,
)


@pytest.fixture
def page() -> Iterator[Page]:
    with looping() as loop:
        yield Page(loop)


@pytest.fixture
def emma(running: Hub) -> UUID:
    book = uuid4()
    testing.given(BOOK, BookAdded(book_id=book, title="Emma", place="A1"))
    return book


def lend(book: UUID) -> int:
    return testing.given(BOOK, BookLent(book_id=book, reader_id=uuid4(), lent_at=now()))[0].position


def watched(running: Hub, page: Page, book: UUID) -> Key:
    key = key_of("test-loans", book_id=book)
    running.watch(page, key, "as it was", -1)
    eventually(lambda: page.offered)
    return key


def test_a_page_changes_when_the_projector_has_passed_the_event(running: Hub, page: Page, emma: UUID) -> None:
    watched(running, page, emma)
    position = lend(emma)
    eventually(lambda: running.moment.position >= position)
    time.sleep(0.1)
    assert page.shows("0")
    Runner([loans]).run_once()
    page.will_show("1")


def test_it_follows_a_running_one(running: Hub, page: Page, emma: UUID) -> None:
    watched(running, page, emma)
    with feeding(loans):
        for n in range(1, 4):
            lend(emma)
            page.will_show(str(n))


def test_an_event_that_this_process_can_not_read_is_looked_behind(running: Hub, page: Page, emma: UUID) -> None:
    """A newer process has projected it."""
    watched(running, page, emma)
    position = lend(emma)
    Runner([loans]).run_once()
    page.will_show("1")
    [(newer,)] = run(NEWER, [emma])
    run("INSERT INTO library_loan (position, book_id) VALUES (%s, %s) RETURNING position", [newer, emma])
    ProjectorState.objects.filter(name="loans", position=position).update(position=newer)
    page.will_show("2")


def test_a_page_from_between_commit_and_checkpoint_learns_of_it(running: Hub, page: Page, emma: UUID) -> None:
    position = lend(emma)
    eventually(lambda: running.moment.position >= position)
    key = key_of("test-loans", book_id=emma)
    old = running.for_page(key, lambda: position)
    Runner([loans]).run_once()
    running.watch(page, key, old.digest, position)
    page.will_show("1")
    assert running.for_page(key, lambda: position).html == "1"


def test_a_replayed_dead_letter_is_looked_at(running: Hub, page: Page, emma: UUID) -> None:
    watched(running, page, emma)
    position = lend(emma)
    values = {"stream_id": emma, "event_type": "BookLent", "error": "no such shelf"}
    DeadLetter.objects.create(projector="loans", position=position, **values)
    ProjectorState.objects.filter(name="loans").update(position=position)
    eventually(lambda: running._in_service is not None)
    assert dead_letters.replay(loans).replayed == 1
    page.will_show("1")


def test_a_swap_is_looked_at_and_a_moving_checkpoint_is_no_swap(running: Hub, page: Page, emma: UUID) -> None:
    watched(running, page, emma)
    eventually(lambda: running._in_service is not None)
    known = running.board.doubts
    for _ in range(3):
        lend(emma)
        Runner([loans]).run_once()
    page.will_show("3")
    time.sleep(1.2)
    assert running.board.doubts == known
    rebuild(loans)
    eventually(lambda: running.board.doubts > known)


@pytest.mark.parametrize("values", [{"follows": books}, {"follows": loans, "watches": lambda context: ["x"]}])
def test_what_can_t_be_followed_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="can't follow"):
        LiveQuery(
            name="test-refused",
            template="blog/_favorites_count.html",
            context=loans_of,
            wakes_on={ArticleFavorited: lambda event: event.article_id},
            **values,
        )
