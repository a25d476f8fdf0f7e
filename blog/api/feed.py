"""The feed: pages of what happened, the same as a stream, and the state to begin with."""

from functools import partial
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from accounts.api_access import MaybeToken
from blog.api.feed_shapes import FeedPage, SnapshotPage
from blog.api.schemas import Errors, Word
from blog.feed import following, reading, snapshot
from blog.feed.change import frame
from blog.feed.cursor import cursor_at
from blog.feed.topics import EVERYTHING, Topics, topics_of

feed = Router(tags=["Feed"])

STREAM = "text/event-stream"
RETRY = b"retry: 2000\n"  # milliseconds
STREAMED: dict[str, Any] = {"responses": {200: {"content": {STREAM: {"schema": {"type": "string"}}}}}}


class Wanted(Schema):
    """`all`, or some of author:..., tag:..., article:... with commas."""

    topics: Word = Field(EVERYTHING, max_length=4_000)


class Behind(Wanted):
    """Without a cursor the feed begins now; "beginning" is one too. A stream that comes back brings Last-Event-ID."""

    after: Word | None = None
    limit: int = Field(100, ge=1, le=500)


class Piece(Wanted):
    """`page` is the `next` of the page before."""

    page: Word | None = None
    limit: int = Field(100, ge=1, le=500)


@feed.get(
    "/feed",
    auth=MaybeToken(),
    response={200: FeedPage, 401: Errors, 422: Errors, 429: Errors, 503: Errors},
    openapi_extra=STREAMED,
)
def read_feed(request: HttpRequest, behind: Query[Behind]) -> HttpResponse:
    """What happened behind the cursor, oldest first; with `Accept: text/event-stream` as it happens, without end."""
    topics = topics_of(behind.topics)
    if STREAM in request.headers.get("Accept", ""):
        return _stream(request, topics, behind)
    after = reading.place(behind.after, field="after") if behind.after else reading.decided()
    page = reading.page(topics, after, behind.limit)
    told = b'{"events":[' + b",".join(page.told) + b'],"cursor":"' + cursor_at(page.until).encode() + b'","more":'
    return _json(told + (b"true}" if page.has_more else b"false}"))


@feed.get("/feed/snapshot", auth=MaybeToken(), response={200: SnapshotPage, 401: Errors, 422: Errors})
def read_snapshot(request: HttpRequest, part: Query[Piece]) -> HttpResponse:
    """The state of the topics now, and the cursor from which the feed goes on."""
    return _json(msgspec.json.encode(snapshot.page(topics_of(part.topics), part.page, part.limit)))


def _stream(request: HttpRequest, topics: Topics, behind: Behind) -> HttpResponse:
    """The beginning; the server goes on with it when this request is through, without a thread or a connection."""
    if last := request.headers.get("Last-Event-ID"):
        position = reading.place(last, field="Last-Event-ID")
    else:
        position = reading.place(behind.after, field="after") if behind.after else reading.decided()
    response = HttpResponse(RETRY + frame(position), content_type=STREAM)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would gather it
    if scope := getattr(request, "scope", None):
        scope["goes_on"] = partial(following.frames, topics, position)
    return response


def _json(content: bytes) -> HttpResponse:
    """As it is: every event was encoded once, and has been checked against its shape by the tests."""
    return HttpResponse(content, content_type="application/json; charset=utf-8")
