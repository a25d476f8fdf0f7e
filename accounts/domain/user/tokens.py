"""The rules of personal tokens: what a program may be let do, for how long, and how many of them there may be."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from uuid import UUID

from accounts.domain.user.commands import IssueToken
from accounts.domain.user.events import TokenIssued, TokenRevoked
from es_core.errors import Rejected

# Writing includes reading: every answer to a write shows what was written.
SCOPES = (("read",), ("read", "write"))
MAX_DAYS = 366
MOST = 50  # of one person, those that ran out included


def issue(command: IssueToken, tokens: frozenset[UUID]) -> TokenIssued:
    if command.scopes not in SCOPES:
        raise Rejected("must be read, or read and write", field="scopes")
    if not 1 <= command.days <= MAX_DAYS:
        raise Rejected(f"must be from 1 to {MAX_DAYS}", field="days")
    if len(tokens) >= MOST:
        raise Rejected(f"you have {MOST} tokens: revoke one that you don't need", field="name")
    return TokenIssued(
        user_id=command.user_id,
        token_id=command.token_id,
        name=command.name,
        scopes=command.scopes,
        expires_at=command.issued_at + timedelta(days=command.days),
    )


def revoke(user_id: UUID, tokens: Iterable[UUID]) -> Iterator[TokenRevoked]:
    """In the order in which they were made."""
    return (TokenRevoked(user_id=user_id, token_id=each) for each in sorted(tokens))
