"""What of es_core's own tables moves with a site."""

import base64
from typing import Any
from uuid import UUID

from es_core import keys
from es_core.models import CommandRecord, DeadLetter, Event, LiveProcess, ProjectorState, Snapshot, SubjectKey
from es_core.moving.parts import Row, Secret, carry, leave


def _reveal(row: Row) -> str:
    kept = SubjectKey(id=UUID(row["id"]), wrapped=bytes.fromhex(row["wrapped"].removeprefix("\\x")))
    return base64.b64encode(keys.unwrap(kept)).decode()


def _conceal(row: Row, revealed: str) -> Any:
    """Under the new site's KEY_ENCRYPTION_KEY."""
    return "\\x" + keys.wrap(UUID(row["id"]), base64.b64decode(revealed)).hex()


carry(Event)
carry(CommandRecord)
carry(SubjectKey, Secret(column="wrapped", reveal=_reveal, conceal=_conceal))
leave(ProjectorState._meta.db_table, because="an import rebuilds every projector, which writes it anew")
leave(DeadLetter._meta.db_table, because="a rebuild has seen every event")
leave(Snapshot._meta.db_table, because="a cache, which fills again")
leave(LiveProcess._meta.db_table, because="it tells of processes that run now")
leave("django_migrations", because="the file's header lists them, and the new site has to have the same")
