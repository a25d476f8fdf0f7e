"""An upcaster may make several events of one, all of its version: rows take each of them, once."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from blog.domain.article import ArticleHidden, ArticlePublished
from blog.domain.report import Kind, Outcome, Reason, ReportClosed, ReportFiled
from blog.models import Article, Report
from blog.projectors import articles, reports
from es_core.recorded import Recorded

pytestmark = pytest.mark.django_db

ID, ANN = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_an_article_takes_both_parts() -> None:
    published = ArticlePublished(
        article_id=ID, author_id=ANN, slug="one", title="One", description="D", body="B", tags=(), published_at=NOON
    )
    hidden = ArticleHidden(article_id=ID, reason="spam", hidden_at=NOON)
    for _ in range(2):
        articles.project([Recorded(7, ID, 1, published), Recorded(7, ID, 1, hidden)], live=False)
        row = Article.objects.get()
        assert (row.title, row.hidden_because, row.version) == ("One", "spam", 1)


def test_a_report_takes_both_parts() -> None:
    about: dict[str, Any] = {"kind": Kind.COMMENT, "thing_id": UUID(int=3), "reporter_id": ANN}
    filed = ReportFiled(**about, article_id=ID, author_id=ANN, reason=Reason.SPAM, text="", filed_at=NOON)
    closed = ReportClosed(**about, outcome=Outcome.DISMISSED, note="fine", closed_at=NOON)
    for _ in range(2):
        reports.project([Recorded(7, ID, 1, filed), Recorded(7, ID, 1, closed)], live=False)
        row = Report.objects.get()
        assert (row.outcome, row.note, row.version) == ("dismissed", "fine", 1)
