"""The first use of each token goes on record: whoever stole one shows there."""

from functools import lru_cache
from uuid import UUID, uuid5

from accounts.domain.user import USER
from es_core.audit import note_once

# Tokens are told apart by their hash under this constant.
NAMESPACE = UUID("0d0c3a5e-5f0e-5d4b-8a43-6e6f3a1c7b20")


def note_first_use(token: str, user_id: UUID) -> None:
    """Within the request that brought it. A process asks the database once for each token."""
    _note(uuid5(NAMESPACE, token), user_id)


@lru_cache(maxsize=20_000)
def _note(token_id: UUID, user_id: UUID) -> None:
    note_once(token_id, "TokenFirstUsed", about=(USER.category, user_id))
