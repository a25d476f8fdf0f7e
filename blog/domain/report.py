"""What a reader has against an article or a comment. One stream per thing and reporter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import get_args
from uuid import UUID

from blog.domain import wording
from es_core.command import sealed, stamped
from es_core.decider import Decider
from es_core.errors import Rejected


class Kind(StrEnum):
    """Of the thing."""

    ARTICLE = "article"
    COMMENT = "comment"


class Reason(StrEnum):
    SPAM = "spam"
    ABUSE = "abuse"
    ILLEGAL = "illegal"
    OTHER = "other"


class Outcome(StrEnum):
    """What a moderator did about it; a report that is open has none."""

    OPEN = ""
    HIDDEN = "hidden"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """`text` is sealed with the reporter's key, and empty if there is none: it was said to the moderators alone."""

    kind: Kind
    thing_id: UUID
    article_id: UUID
    author_id: UUID
    reporter_id: UUID
    reason: str
    text: str = sealed(default="")
    filed_at: datetime = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseReport:
    kind: Kind
    thing_id: UUID
    reporter_id: UUID
    outcome: Outcome
    note: str
    closed_at: datetime = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenReport:
    kind: Kind
    thing_id: UUID
    reporter_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFiled:
    """`kind` is article or comment, `article_id` the article itself or the one that the comment is on."""

    kind: str
    thing_id: UUID
    article_id: UUID
    author_id: UUID
    reporter_id: UUID
    reason: str
    text: str
    filed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportClosed:
    kind: str
    thing_id: UUID
    reporter_id: UUID
    outcome: str
    note: str
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReopened:
    kind: str
    thing_id: UUID
    reporter_id: UUID


Command = FileReport | CloseReport | ReopenReport
Event = ReportFiled | ReportClosed | ReportReopened


def decide(command: Command, outcome: Outcome | None) -> Sequence[Event]:
    """The same person twice is one report, until a moderator has closed it. None: nobody filed any."""
    match command:
        case FileReport() if outcome is not Outcome.OPEN:
            return [_file(command)]
        case CloseReport() if outcome is Outcome.OPEN:
            return [_close(command)]
        case ReopenReport(kind=kind, thing_id=thing, reporter_id=reporter) if outcome:
            return [ReportReopened(kind=kind, thing_id=thing, reporter_id=reporter)]
    return []


def _file(command: FileReport) -> ReportFiled:
    if command.author_id == command.reporter_id:
        raise Rejected("this is your own")
    if command.reason not in set(Reason):
        raise Rejected("must be one of those", field="reason")
    return ReportFiled(
        kind=command.kind,
        thing_id=command.thing_id,
        article_id=command.article_id,
        author_id=command.author_id,
        reporter_id=command.reporter_id,
        reason=command.reason,
        text=command.text,
        filed_at=command.filed_at,
    )


def _close(command: CloseReport) -> ReportClosed:
    if command.outcome is Outcome.OPEN:
        raise Rejected("must be hidden or dismissed", field="outcome")
    return ReportClosed(
        kind=command.kind,
        thing_id=command.thing_id,
        reporter_id=command.reporter_id,
        outcome=command.outcome,
        note=wording.reason(command.note),
        closed_at=command.closed_at,
    )


def evolve(outcome: Outcome | None, event: Event) -> Outcome:
    return Outcome(event.outcome) if isinstance(event, ReportClosed) else Outcome.OPEN


REPORT: Decider[Command, Event, Outcome | None] = Decider(
    category="report",
    stream_key=lambda command: f"{command.kind}-{command.thing_id}-{command.reporter_id}",
    events=get_args(Event),
    initial=None,
    decide=decide,
    evolve=evolve,
)
