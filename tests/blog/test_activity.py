"""What a person did, day by day: made behind the log, shown to that person alone."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.forgetting import forget_user
from blog import queries
from blog.models import Activity
from blog.projectors import activity
from blog.queries.activity import WEEKS
from es_core import testing
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of, deleted, favorite_of
from tests.blog.pages import HTMX

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 26)  # a Thursday


def at(day: date) -> dict[str, Any]:
    return {"published_at": datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)}


def test_articles_comments_and_favorites_are_counted_by_their_day(ann: Person, bob: Person) -> None:
    article = article_of(ann.id, **at(TODAY))
    article_of(ann.id, **at(TODAY - timedelta(days=3)))
    article_of(bob.id, **at(TODAY))
    comment_of(ann.id, article)
    favorite_of(ann.id, article)
    testing.catch_up(activity)
    strip = queries.activity_of(ann.id, TODAY)
    assert (strip.days[-1].date, strip.days[-1].n, strip.days[-4].n) == (TODAY, 1 + _favorites_on(TODAY), 1)
    assert strip.kinds["article"] == 2
    assert Activity.objects.filter(author_id=ann.id).count() == 4
    assert queries.activity_of(bob.id, TODAY).kinds == {"article": 1}


def _favorites_on(day: date) -> int:
    """A favorite's day is that on which it was recorded: today's, by the real clock."""
    return Activity.objects.filter(kind="favorite", day=day).count()


def test_what_was_taken_back_was_done_all_the_same(ann: Person) -> None:
    deleted(article_of(ann.id, **at(TODAY)))
    testing.catch_up(activity)
    assert queries.activity_of(ann.id, TODAY).busy_days == 1


def test_the_strip_has_whole_weeks_up_to_today(ann: Person) -> None:
    first = TODAY - timedelta(weeks=WEEKS - 1, days=3)
    article_of(ann.id, **at(first))
    article_of(ann.id, **at(first - timedelta(days=1)))
    testing.catch_up(activity)
    strip = queries.activity_of(ann.id, TODAY)
    assert (strip.days[0].date, strip.days[0].n) == (first, 1)
    assert first.weekday() == 0
    assert len(strip.days) == (WEEKS - 1) * 7 + 4
    assert sum(each.n for each in strip.days) == 1
    assert all(each.x < strip.width and each.y < strip.height for each in strip.days)


def test_many_acts_are_drawn_stronger(ann: Person) -> None:
    for days, n in enumerate([1, 2, 4, 8]):
        for _ in range(n):
            article_of(ann.id, **at(TODAY - timedelta(days=days)))
    testing.catch_up(activity)
    assert [each.level for each in queries.activity_of(ann.id, TODAY).days[-5:]] == [0, 4, 3, 2, 1]


def test_it_is_on_one_s_own_profile_alone(ann: Person, anns: Client, bobs: Client, client: Client) -> None:
    article_of(ann.id, published_at=datetime.now(UTC))
    testing.catch_up(activity)
    own = anns.get("/profile/ann").text
    assert "1 article, 0 comments and 0 favorites on 1 day." in own
    assert len(re.findall(r'<rect class="level-1"', own)) == 1
    assert 'role="img" aria-labelledby="activity-summary"' in own
    assert 'id="activity"' in anns.get("/profile/ann/favorites").text
    for other in (bobs.get("/profile/ann"), client.get("/profile/ann"), anns.get("/profile/ann", headers=HTMX)):
        assert 'id="activity"' not in other.text


def test_nobody_is_shown_an_empty_strip(anns: Client) -> None:
    assert 'id="activity"' not in anns.get("/profile/ann").text


def test_a_second_run_and_a_rebuild_change_nothing(ann: Person, bob: Person) -> None:
    article = article_of(ann.id)
    comment_of(bob.id, article)
    favorite_of(bob.id, article)
    testing.assert_replayed_twice_equals_once(activity)
    testing.assert_inline_equals_rebuilt(activity)
    assert Activity.objects.count() == 3


def test_nothing_is_left_of_somebody_who_has_left(ann: Person, bob: Person) -> None:
    article_of(ann.id)
    article_of(bob.id)
    testing.catch_up(activity)
    forget_user(ann.id, erase=False)
    testing.catch_up(activity)
    assert [each.author_id for each in Activity.objects.all()] == [bob.id]
    testing.assert_inline_equals_rebuilt(activity)
