"""Personal tokens of the API: random, told once, kept as a hash, good for what their person chose and as long."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from hashlib import sha256
from uuid import UUID

from accounts.domain.user import USER, IssueToken, RevokeToken, SignOutEverywhere
from accounts.models import PersonalToken
from es_core.context import new_id, now
from es_core.errors import CommandReused
from es_core.execute import execute
from es_core.keys import blind, seal, store
from es_core.models import SubjectKey

PREFIX = "conduit_pat_"  # by which those who search for leaked secrets know one
USE_NOTED_EVERY = timedelta(minutes=1)


def new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def issue(user_id: UUID, *, secret: str, name: str, scopes: Sequence[str], days: int) -> PersonalToken:
    """Raises Rejected; and CommandReused, when the same command id came with another secret, or a secret came twice."""
    new_keys: list[SubjectKey] = []
    command = IssueToken(
        user_id=user_id,
        token_id=new_id(),
        name=seal(user_id, name, new_keys),
        name_key=blind("token", name),
        scopes=tuple(scopes),
        days=days,
        issued_at=now(),
    )
    token = PersonalToken(
        id=command.token_id,
        user_id=user_id,
        name=name,
        scopes=list(command.scopes),
        digest=digest_of(secret),
        issued_at=command.issued_at,
        expires_at=command.issued_at + timedelta(days=days),
    )
    execute(USER, command, alongside=partial(_keep, token, new_keys))
    kept = PersonalToken.objects.filter(user_id=user_id, digest=token.digest).first()
    if kept is None:
        raise CommandReused("the same command id came with another secret")
    return kept


def revoke(user_id: UUID, token_id: UUID) -> None:
    """Somebody else's, or one that is gone already, changes nothing."""
    execute(USER, RevokeToken(user_id=user_id, token_id=token_id))


def sign_out_everywhere(user_id: UUID, *, revokes_tokens: bool) -> None:
    execute(USER, SignOutEverywhere(user_id=user_id, revokes_tokens=revokes_tokens))


def digest_of(secret: str) -> str:
    """A plain hash: there is nothing to guess in 32 random bytes."""
    return sha256(secret.encode(errors="replace")).hexdigest()


def presented(secret: str) -> PersonalToken | None:
    """The one that this is, if it is good now; that it was used is noted."""
    found = PersonalToken.objects.select_related("user__profile").filter(digest=digest_of(secret))
    token = found.filter(expires_at__gt=now(), user__is_active=True).first()
    if token:
        _note_use(token)
    return token


def _note_use(token: PersonalToken) -> None:
    """Not each one, so that reading stays reading."""
    before, moment = token.last_used_at, now()
    if before is None or moment - before >= USE_NOTED_EVERY:
        PersonalToken.objects.filter(id=token.id, last_used_at=before).update(last_used_at=moment)


def _keep(token: PersonalToken, new_keys: list[SubjectKey]) -> None:
    if PersonalToken.objects.filter(digest=token.digest).exists():
        raise CommandReused("the secret is that of another token")
    store(new_keys)
    token.save(force_insert=True)
