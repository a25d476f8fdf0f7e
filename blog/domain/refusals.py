"""Why articles and comments refuse a command: reasons that pages and the API tell apart."""

from uuid import UUID

from es_core.errors import Rejected


class NotThere(Rejected):
    """Nothing of that kind ever began; a page answers 404."""


class NotTheAuthor(Rejected):
    """Somebody else's work; a page answers 403."""


def only_the_author(author_id: UUID, actor_id: UUID, *, may: str) -> None:
    if author_id != actor_id:
        raise NotTheAuthor(f"only the author may {may}")
