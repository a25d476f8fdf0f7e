"""What of es_core's own tables moves with a site."""

import base64
from typing import Any
from uuid import UUID

from es_core import keys
from es_core.models import (
    CommandRecord,
    DeadLetter,
    Event,
    LagSample,
    LiveProcess,
    Operation,
    ProjectorState,
    Snapshot,
    SubjectKey,
)
from es_core.moving.parts import Part, Row, Secret, carry, carry_part, leave
from es_core.process import processes


def _reveal(row: Row) -> str:
    kept = SubjectKey(id=UUID(row["id"]), wrapped=bytes.fromhex(row["wrapped"].removeprefix("\\x")))
    return base64.b64encode(keys.unwrap(kept)).decode()


def _conceal(row: Row, revealed: str) -> Any:
    """Under the new site's KEY_ENCRYPTION_KEY."""
    return "\\x" + keys.wrap(UUID(row["id"]), base64.b64decode(revealed)).hex()


carry(Event)
carry(CommandRecord)
carry(SubjectKey, Secret(column="wrapped", reveal=_reveal, conceal=_conceal))
carry_part(
    Part(
        name="processes",  # projectors are rebuilt, which writes their rows anew; migrate has made those of processes
        tables=(),
        take="SELECT json_build_object('name', name, 'version', version, 'position', position)::text FROM es_projector"  # noqa: S608
        f" WHERE name = ANY(ARRAY[{', '.join(map(repr, sorted(processes)))}]::text[]) ORDER BY name",
        put="INSERT INTO es_projector (name, version, position, state, reason, stack, tries, replays, holder)"
        " SELECT name, version, position, 'running', '', '', 0, 0, ''"
        " FROM json_to_recordset(%s::json) AS o(name text, version integer, position bigint)"
        " ON CONFLICT (name) DO UPDATE SET (version, position) = (excluded.version, excluded.position) RETURNING 1",
    )
)
leave(ProjectorState._meta.db_table, because="an import rebuilds every projector, which writes it anew")
leave(DeadLetter._meta.db_table, because="a rebuild has seen every event")
leave(Snapshot._meta.db_table, because="a cache, which fills again")
leave(LiveProcess._meta.db_table, because="it tells of processes that run now")
leave(LagSample._meta.db_table, because="it tells of the last hour")
leave(Operation._meta.db_table, because="what is asked for is done where it was asked; the log tells who did")
leave("django_migrations", because="the file's header lists them, and the new site has to have the same")
