"""What the hub knows: what is dirty, what is good, and since when."""

import asyncio
from uuid import UUID, uuid4

from accounts.domain.user import UserRenamed
from blog.domain.favorite import ArticleFavorited
from es_core.live.board import CACHED_TEXT, Board, Moment
from es_core.live.key import Key, key_of
from es_core.live.marks import Marks
from es_core.live.rendering import Rendering
from es_core.recorded import Recorded


class Page:
    """A socket as the board sees it."""

    loop = asyncio.new_event_loop()

    def offer(self, rendering: Rendering) -> None:
        raise AssertionError("the board offers nothing by itself")


def count_of(article: UUID) -> Key:
    return key_of("favorites-count", article_id=article)


def favorited(article: UUID, position: int) -> Recorded[ArticleFavorited]:
    return Recorded(position, uuid4(), 1, ArticleFavorited(article_id=article, reader_id=uuid4()))


def shown(key: Key, html: str) -> Rendering:
    return Rendering(key, html, key.topics)


def test_an_event_dirties_what_somebody_watches() -> None:
    board, bees, wasps = Board(), uuid4(), uuid4()
    board.watch(Page(), count_of(bees), "", at=0)
    board.take(count_of(bees))
    board.mark([favorited(bees, 1), favorited(wasps, 2)], 2)
    assert board.dirty() == [count_of(bees)]


def test_a_page_made_before_an_event_is_looked_at_again() -> None:
    board, bees = Board(), uuid4()
    board.mark([favorited(bees, 7)], 7)
    board.watch(Page(), count_of(bees), "old", at=6)
    assert board.dirty() == [count_of(bees)]


def test_a_page_made_after_the_last_event_is_left_alone() -> None:
    board, bees = Board(), uuid4()
    board.mark([favorited(bees, 7)], 7)
    board.watch(Page(), count_of(bees), "new", at=7)
    assert board.dirty() == []


def test_nothing_is_known_of_the_time_before_it_began() -> None:
    board, bees = Board(decided=10), uuid4()
    board.watch(Page(), count_of(bees), "any", at=9)
    assert board.dirty() == [count_of(bees)]


def test_a_fragment_that_depends_on_more_than_its_arguments_is_rendered_to_learn_on_what() -> None:
    board, comments = Board(), key_of("comments", article_id=uuid4(), before="")
    board.watch(Page(), comments, "any", at=0)
    assert board.dirty() == [comments]


def test_a_page_that_differs_from_the_rendering_at_hand_may_be_the_newer_one() -> None:
    board, key = Board(), count_of(uuid4())
    rendering = shown(key, "3")
    board.keep(rendering, since=Moment(0, 0))
    board.watch(Page(), key, rendering.digest, at=0)
    assert board.dirty() == []
    board.watch(Page(), key, "other", at=0)
    assert board.dirty() == [key]


def test_a_rendering_is_good_until_an_event_touches_it() -> None:
    board, bees = Board(), uuid4()
    board.keep(shown(count_of(bees), "3"), since=Moment(0, 0))
    assert board.good(count_of(bees), drawn=0)
    board.mark([favorited(bees, 1)], 1)
    assert board.good(count_of(bees), drawn=1) is None


def test_no_rendering_is_good_for_a_page_that_may_know_more() -> None:
    board, key = Board(), count_of(uuid4())
    board.keep(shown(key, "3"), since=Moment(0, 0))
    assert board.good(key, drawn=1) is None


def test_a_rendering_begun_before_an_event_is_not_kept() -> None:
    board, bees = Board(), uuid4()
    board.mark([favorited(bees, 1)], 1)
    board.keep(shown(count_of(bees), "3"), since=Moment(0, 0))
    assert board.good(count_of(bees), drawn=0) is None


def test_nothing_stays_behind_when_nobody_watches() -> None:
    board, pages, key = Board(), [Page(), Page()], count_of(uuid4())
    for page in pages:
        board.watch(page, key, "", at=0)
    for page in pages:
        board.unwatch(page, key)
    assert set(board.sizes().values()) == {0}
    assert board._keys == {}
    assert board._topics == {}


def test_forgotten_marks_count_as_touched() -> None:
    marks = Marks(capacity=2)
    for position, value in enumerate("abc", start=1):
        marks.touch(("q", value), position)
    assert not marks.untouched_since([("q", "a")], 0)
    assert marks.untouched_since([("q", "a")], 1)
    assert not marks.untouched_since([("q", "c")], 2)


def comments_by(key: Key, author: UUID) -> Rendering:
    return Rendering(key, "her words", key.topics | {("comments", str(author))})


def renamed(user: UUID, position: int) -> Recorded[UserRenamed]:
    return Recorded(position, uuid4(), 1, UserRenamed(user_id=user, username="ann"))


def test_an_event_during_the_rendering_that_tells_what_it_touches_makes_it_dirty() -> None:
    """Whose name stands in a list of comments is known only when it is rendered."""
    board, comments, ann = Board(), key_of("comments", article_id=uuid4(), before=""), uuid4()
    board.watch(Page(), comments, "old", at=0)
    board.take(comments)
    board.mark([renamed(ann, 1)], 1)
    board.keep(comments_by(comments, ann), since=Moment(0, 0))
    assert board.dirty() == [comments]
    board.take(comments)
    board.keep(comments_by(comments, ann), since=Moment(1, 0))
    board.mark([renamed(ann, 2)], 2)
    assert board.dirty() == [comments]


def test_what_the_log_changed_comes_before_what_a_page_only_asks_for() -> None:
    board, asked, changed = Board(), count_of(uuid4()), uuid4()
    board.watch(Page(), asked, "", at=-1)
    board.watch(Page(), count_of(changed), "", at=0)
    board.mark([favorited(changed, 1)], 1)
    assert board.dirty() == [count_of(changed), asked]


def test_a_page_learns_no_position_before_it_has_everything_up_to_there() -> None:
    board, bees = Board(), uuid4()
    board.watch(Page(), count_of(bees), "old", at=0)
    board.mark([favorited(bees, 7)], 7)
    assert board.settled([count_of(bees)]) == 0
    board.take(count_of(bees))
    assert board.settled([count_of(bees)]) == 0
    board.finish(count_of(bees))
    assert board.settled([count_of(bees)]) == 7


def test_rebuilt_tables_put_everything_in_doubt() -> None:
    board, key = Board(decided=7), count_of(uuid4())
    board.watch(Page(), key, "any", at=7)
    board.take(key)
    board.keep(shown(key, "3"), since=Moment(7, 0))
    before = board.doubts
    board.doubt()
    assert board.dirty() == [key]
    board.take(key)
    board.keep(shown(key, "of old tables"), since=Moment(7, before))
    assert board.good(key, drawn=7) is None
    board.take(key)
    board.keep(shown(key, "4"), since=Moment(7, board.doubts))
    assert board.good(key, drawn=7)
    other = count_of(uuid4())
    board.watch(Page(), other, "any", at=7)
    assert board.dirty() == [other]


def test_renderings_are_kept_up_to_a_size() -> None:
    board, keys = Board(), [count_of(uuid4()) for _ in range(3)]
    for key in keys:
        board.keep(shown(key, "x" * (CACHED_TEXT // 2)), since=Moment(0, 0))
    assert [board.good(key, drawn=0) is not None for key in keys] == [False, True, True]
    board.mark([favorited(UUID(key.arguments[0][1]), n) for n, key in enumerate(keys, 1)], 3)
    assert board._text == 0
    assert board._keys == {}
