"""Pages of the feed: complete, in order, once, in the documented shapes, with nothing that is nobody's business."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, get_args

import pytest
from django.test import Client

from blog.api.feed_shapes import AnyEvent, FeedPage
from blog.feed.cursor import cursor_at, position_of
from blog.feed.telling import PUBLIC
from es_core import tail
from es_core.errors import Rejected
from es_core.models import Event
from tests.accounts.conftest import Person
from tests.api.conftest import Program, publish
from tests.feed.happening import BEGINNING, everything, now, told, types

pytestmark = pytest.mark.django_db

STORY = [
    "article.published", "article.favorited", "article.unfavorited", "article.favorited", "comment.added",
    "comment.deleted", "comment.undeleted", "author.followed", "author.unfollowed", "article.edited", "article.deleted",
    "article.undeleted", "author.renamed", "author.profile_edited", "author.registered", "author.forgotten",
    "article.hidden", "article.unhidden", "comment.hidden", "comment.unhidden", "author.suspended", "author.restored",
]  # fmt: skip


def test_a_reader_without_a_cursor_begins_now(anns: Program, stranger: Program) -> None:
    publish(anns)
    page = stranger.get("/feed").body
    assert (page["events"], page["more"]) == ([], False)
    publish(anns, "Wasps")
    [event] = told(stranger, f"/feed?after={page['cursor']}")
    assert event["article"]["title"] == "Wasps"


def test_all_of_it_comes_in_the_order_of_the_log(ann: Person, anns: Program, bobs: Program) -> None:
    cursor = now(anns)
    everything(ann, anns, bobs)
    assert types(told(anns, f"/feed?after={cursor}")) == STORY


def test_page_by_page_is_the_same_as_at_once(ann: Person, anns: Program, bobs: Program) -> None:
    everything(ann, anns, bobs)
    whole = told(anns)
    for limit in (1, 2, 7):
        assert told(anns, f"/feed?after=beginning&limit={limit}") == whole


def test_from_each_cursor_the_rest_follows(ann: Person, anns: Program, bobs: Program) -> None:
    everything(ann, anns, bobs)
    whole = told(anns)
    for n, event in enumerate(whole, start=1):
        assert told(anns, f"/feed?after={event['cursor']}") == whole[n:]


def test_every_type_comes_in_its_shape(ann: Person, anns: Program, bobs: Program) -> None:
    everything(ann, anns, bobs)
    page = anns.get(BEGINNING).body
    page["events"] += anns.get("/feed?after=beginning&topics=tag:wax").body["events"]
    FeedPage.model_validate_json(json.dumps(page))
    assert set(types(page["events"])) == {name for name, _ in PUBLIC.values()} | {"article.left"}


def test_no_event_has_a_field_that_its_shape_does_not_know(ann: Person, anns: Program, bobs: Program) -> None:
    everything(ann, anns, bobs)
    shapes = {name: each for each in get_args(AnyEvent) for name in get_args(each.model_fields["type"].annotation)}
    for event in told(anns):
        shape = shapes[event["type"]]
        assert json.loads(shape.model_validate(event).model_dump_json()) == event


def test_nothing_of_it_is_anybody_s_secret(ann: Person, anns: Program, bobs: Program) -> None:
    everything(ann, anns, bobs)
    text = json.dumps(told(anns)).lower()
    for word in ("email", "example.org", "actor", "password", "deleter", "follower_id", "had to be"):
        assert word not in text


def test_what_is_not_listed_is_not_told(anns: Program, stranger: Program) -> None:
    cursor = now(stranger)
    anns.put("/user", {"user": {"email": "new@example.org", "password": "another one"}})
    assert Event.objects.filter(event_type__in=["EmailChanged", "PasswordChanged"]).count() == 2
    assert told(stranger, f"/feed?after={cursor}") == []
    assert now(stranger) != cursor


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=-1", "limit"), ("limit=0", "limit"), ("limit=1000000000", "limit"), ("limit=x", "limit"),
        ("after=x", "after"), ("after=%00", "after"), ("after=AAAAAAAAAAAAAAAA", "after"), ("after=0", "after"),
        ("after=1", "after"), ("after=" + "x" * 5000, "after"), ("after=%C3%A9%C3%A9", "after"),
        ("topics=", "topics"), ("topics=everything", "topics"), ("topics=author:", "topics"),
        ("topics=author:nobody", "topics"), ("topics=article:none", "topics"), ("topics=all,tag:bees", "topics"),
        ("topics=tag:a%252Fb", "topics"), ("topics=tag:%2500", "topics"), ("topics=tag:%00", "topics"),
        ("topics=author:%2500", "topics"), ("topics=article:" + "x" * 3000, "topics"),
        ("topics=" + ",".join(f"tag:t{n}" for n in range(21)), "topics"), ("topics=" + "x" * 5000, "topics"),
        ("topics=tag:a,,tag:b", "topics"), ("topics=author:00000000-0000-0000-0000-000000000000", "topics"),
    ],
)  # fmt: skip
def test_bad_input_is_a_422_that_names_it(stranger: Program, query: str, field: str) -> None:
    for accept in ("application/json", "text/event-stream"):
        if "limit" in query and accept != "application/json":
            continue
        answer = stranger.get(f"/feed?{query}", Accept=accept)
        assert (answer.status, list(answer.errors)) == (422, [field]), answer


def test_a_cursor_of_a_time_that_was_undone_is_refused(stranger: Program) -> None:
    ahead = cursor_at(tail.last_drawn() + 1)
    assert stranger.get(f"/feed?after={ahead}").errors == {"after": ["is ahead of this site: take a new snapshot"]}
    answer = stranger.get("/feed", Accept="text/event-stream", **{"Last-Event-ID": ahead})
    assert (answer.status, list(answer.errors)) == (422, ["Last-Event-ID"])


@pytest.mark.parametrize("position", [0, 1, 255, 2**40, 2**56 - 1])
def test_a_cursor_is_read_as_it_was_written(position: int) -> None:
    assert position_of(cursor_at(position), field="after") == position


def test_a_cursor_that_was_bent_is_none() -> None:
    good = cursor_at(4711)
    for n in range(len(good)):
        for other in "AZ-_ =":
            bent = good[:n] + other + good[n + 1 :]
            if bent != good:
                with pytest.raises(Rejected, match="no cursor"):
                    position_of(bent, field="after")


def test_a_token_that_is_sent_must_be_good(stranger: Program) -> None:
    for accept in ("application/json", "text/event-stream"):
        answer = stranger.get("/feed", Authorization="Token forged", Accept=accept)
        assert (answer.status, list(answer.errors)) == (401, ["token"])


def test_the_stream_begins_with_a_cursor(client: Client) -> None:
    answer = client.get("/api/feed", headers={"Accept": "text/event-stream"})
    assert answer["Content-Type"] == "text/event-stream"
    assert answer.content.startswith(b"retry: 2000\nid: ")
    assert answer.content.endswith(b"\n\n")


def test_many_events_cost_as_many_queries_as_few(
    ann: Person, anns: Program, bobs: Program, django_assert_num_queries: Callable[..., AbstractContextManager[Any]]
) -> None:
    everything(ann, anns, bobs)
    few = now(anns)
    for n in range(12):
        slug = publish(anns, f"Title {n}", tagList=["bees", f"tag {n}"])["slug"]
        bobs.post(f"/articles/{slug}/favorite")
        bobs.post(f"/articles/{slug}/comments", {"comment": {"body": "Yes"}})
        anns.put(f"/articles/{slug}", {"article": {"tagList": ["bees"]}})
    with django_assert_num_queries(QUERIES):
        assert len(anns.get(f"/feed?after={few}").body["events"]) == 48
    with django_assert_num_queries(QUERIES):
        assert len(anns.get(f"/feed?after={few}&limit=3").body["events"]) == 3


# The token's holder; articles, bodies, favorites, comments, people. Those of the log itself are not counted here: its
# events, their moments, and the tags that articles had.
QUERIES = 6
