"""Reports, open and closed."""

from collections.abc import Sequence
from operator import attrgetter

from blog.domain import report
from blog.domain.report import REPORT, Outcome, ReportClosed, ReportFiled, ReportReopened
from blog.models import Report
from es_core.projector import Projector
from es_core.recorded import Recorded, unseen

reports = Projector("reports", models=[Report])

CHANGING = ("reason", "text", "filed_at", "outcome", "note", "closed_at", "position", "version")


@reports.on(*REPORT.events)
def set_reports(events: Sequence[Recorded[report.Event]]) -> None:
    """The rows as they stand, moved on by what came after them, written back at once."""
    rows = Report.objects.in_bulk({each.stream_id for each in events})
    for each in unseen(events, {row.id: row.version for row in rows.values()}):
        _apply(rows.setdefault(each.stream_id, Report(id=each.stream_id)), each)
    Report.objects.bulk_create(
        sorted(rows.values(), key=attrgetter("id")),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=CHANGING,
    )


def _apply(row: Report, recorded: Recorded[report.Event]) -> None:
    match recorded.event:
        case ReportFiled() as filed:
            row.kind, row.thing_id, row.article_id = filed.kind, filed.thing_id, filed.article_id
            row.author_id, row.reporter_id = filed.author_id, filed.reporter_id
            row.reason, row.text, row.filed_at = filed.reason, filed.text, filed.filed_at
            _open(row, recorded.position)
        case ReportClosed(outcome=outcome, note=note, closed_at=moment):
            row.outcome, row.note, row.closed_at = outcome, note, moment
        case ReportReopened():
            _open(row, recorded.position)
    row.version = recorded.version


def _open(row: Report, position: int) -> None:
    row.outcome, row.note, row.closed_at, row.position = Outcome.OPEN, "", None, position
