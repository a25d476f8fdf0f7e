"""How often a fragment is rendered while its changes keep coming."""

from itertools import count, pairwise
from uuid import uuid4

from es_core.live.key import Key, key_of
from es_core.live.pacing import LONGEST, SHORTEST, Pacing

COUNT = key_of("favorites-count", article_id=uuid4())
BETWEEN_LOOKS = 0.002  # seconds; the hub looks more seldom


def renderings(pacing: Pacing, key: Key, seconds: float) -> list[float]:
    """When a fragment that is always dirty gets its turn."""
    turns: list[float] = []
    for look in count():
        now = 100.0 + look * BETWEEN_LOOKS
        if now > 100.0 + seconds:
            return turns
        if pacing.due(key) <= now:
            pacing.forget_rested(now)
            pacing.rendered(key, now)
            turns.append(now)
    raise AssertionError


def test_a_burst_of_eight_seconds_costs_at_most_twenty_renderings() -> None:
    assert len(renderings(Pacing(), COUNT, 8)) <= 20


def test_a_fragment_that_always_changes_is_still_rendered() -> None:
    turns = renderings(Pacing(), COUNT, 60)
    assert max(after - before for before, after in pairwise(turns)) <= LONGEST + BETWEEN_LOOKS


def test_a_single_change_waits_for_nothing_however_wild_it_was_before() -> None:
    pacing = Pacing()
    last = renderings(pacing, COUNT, 10)[-1]
    rested = last + 2 * LONGEST
    assert pacing.due(COUNT) <= rested
    pacing.rendered(COUNT, rested)
    assert pacing.due(COUNT) == rested + SHORTEST


def test_changes_that_leave_a_rest_between_them_never_wait() -> None:
    pacing = Pacing()
    for now in (10.0, 10.2, 10.4, 10.6, 10.8):
        assert pacing.due(COUNT) <= now
        pacing.rendered(COUNT, now)


def test_what_the_database_could_not_answer_waits_as_long_as_told() -> None:
    pacing = Pacing()
    pacing.put_off(COUNT, 42.0)
    assert pacing.due(COUNT) == 42.0


def test_nothing_is_remembered_of_fragments_at_rest() -> None:
    pacing = Pacing()
    pacing.rendered(COUNT, 10.0)
    pacing.forget_rested(10.0 + 3 * SHORTEST)
    assert pacing.due(COUNT) == 0.0
