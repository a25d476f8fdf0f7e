"""Who wrote it may change it: the rule that articles and comments share."""

from uuid import UUID

from es_core.errors import Rejected


class NotTheAuthor(Rejected):
    """Somebody else's work; a page answers 403."""


def only_the_author(author_id: UUID, actor_id: UUID, *, may: str) -> None:
    if author_id != actor_id:
        raise NotTheAuthor(f"only the author may {may}")
