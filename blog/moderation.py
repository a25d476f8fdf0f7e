"""What readers report and moderators do about it: hide, dismiss, and take either back."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from blog.domain.article import ARTICLE, HideArticle, UnhideArticle
from blog.domain.comment import COMMENT, HideComment, UnhideComment
from blog.domain.report import REPORT, CloseReport, FileReport, Kind, Outcome, ReopenReport
from blog.models import Article, Comment, Report
from es_core.context import now
from es_core.decision import AnyDecider
from es_core.execute import execute, execute_many
from es_core.keys import seal, store
from es_core.models import SubjectKey
from es_core.subjects import batched

AT_ONCE = 200  # commands an append: it holds the locks of their streams

Sent = tuple[AnyDecider, Any]


@dataclass(frozen=True, slots=True)
class Thing:
    """An article or a comment, whatever became of it."""

    kind: Kind
    id: UUID


def report(found: Article | Comment, *, reporter_id: UUID, reason: str, text: str = "") -> None:
    """Once more by the same person changes nothing, until a moderator has closed it. Raises Rejected, CommandReused."""
    new_keys: list[SubjectKey] = []
    command = FileReport(
        kind=Kind.ARTICLE if isinstance(found, Article) else Kind.COMMENT,
        thing_id=found.id,
        article_id=found.id if isinstance(found, Article) else found.article_id,
        author_id=found.author_id,
        reporter_id=reporter_id,
        reason=reason,
        text=seal(reporter_id, text, new_keys) if text else "",
        filed_at=now(),
    )
    execute(REPORT, command, alongside=partial(store, new_keys))


def hide(thing: Thing, reason: str) -> None:
    """With it, every report of it is closed. Raises Rejected."""
    _send([_hiding(thing, reason), *_closings(thing, Outcome.HIDDEN, reason)])


def unhide(thing: Thing) -> None:
    """Raises Rejected."""
    if thing.kind is Kind.ARTICLE:
        execute(ARTICLE, UnhideArticle(article_id=thing.id))
    else:
        execute(COMMENT, UnhideComment(comment_id=thing.id))


def dismiss(thing: Thing, reason: str) -> None:
    """Its reports are closed, it stays as it is. Raises Rejected."""
    _send(list(_closings(thing, Outcome.DISMISSED, reason)))


def reopen(thing: Thing) -> None:
    """What was dismissed is to be looked at again."""
    dismissed = Report.objects.filter(thing_id=thing.id, outcome=Outcome.DISMISSED)
    _send(
        [
            (REPORT, ReopenReport(kind=thing.kind, thing_id=thing.id, reporter_id=each))
            for each in dismissed.order_by("id").values_list("reporter_id", flat=True)
        ]
    )


def _hiding(thing: Thing, reason: str) -> Sent:
    if thing.kind is Kind.ARTICLE:
        return ARTICLE, HideArticle(article_id=thing.id, reason=reason, hidden_at=now())
    return COMMENT, HideComment(comment_id=thing.id, reason=reason, hidden_at=now())


def _closings(thing: Thing, outcome: Outcome, note: str) -> Iterator[Sent]:
    reporters = Report.objects.filter(thing_id=thing.id, outcome=Outcome.OPEN).order_by("id")
    for each in reporters.values_list("reporter_id", flat=True):
        yield (
            REPORT,
            CloseReport(
                kind=thing.kind, thing_id=thing.id, reporter_id=each, outcome=outcome, note=note, closed_at=now()
            ),
        )


def _send(commands: list[Sent]) -> None:
    """The first ones together; who has hundreds of reports waits for the rest."""
    for batch in batched(commands, AT_ONCE):
        execute_many(batch)
