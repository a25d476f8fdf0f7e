"""What is said about articles is about articles that there are."""

from collections.abc import Iterator

from es_core.log_checks.check import Finding, log_check
from es_core.one_moment import rows
from es_core.progress import Advance

ASTRAY = """
    SELECT e.position, e.stream_id, e.event_type, e.data->>'article_id'
      FROM es_event e
      LEFT JOIN es_event article ON article.stream_id = (e.data->>'article_id')::uuid AND article.version = 1
                                AND article.stream_type = 'article'
     WHERE e.stream_type IN ('comment', 'favorite') AND e.version = 1 AND article.position IS NULL ORDER BY e.position
"""


@log_check("articles")
def articles(_: Advance) -> Iterator[Finding]:
    for position, stream_id, name, article_id in rows(ASTRAY):
        message = f"{name} is about the article {article_id}, which nobody published"
        yield Finding(message=message, position=position, stream_id=stream_id)
