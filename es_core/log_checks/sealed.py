"""Sealed values: the key that each names is there and opens, or its person was forgotten."""

from collections.abc import Iterator

from cryptography.exceptions import InvalidTag

from es_core import keys, subjects
from es_core.log_checks.check import Finding, log_check
from es_core.models import SubjectKey
from es_core.one_moment import rows
from es_core.progress import Advance

# A whole text of that shape; inside of one, where somebody quotes it, its quotation mark is escaped.
NAMED = r'(?<!\\)"sealed1\.([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\.[\w=-]+"'
WITHOUT_KEY = """
    SELECT e.position, e.stream_id, e.event_type, named.key_id
      FROM es_event e
      CROSS JOIN LATERAL (SELECT DISTINCT m[1]::uuid AS key_id
                            FROM regexp_matches(e.data::text, %s, 'g') AS m) named
      LEFT JOIN es_subject_key k ON k.id = named.key_id
     WHERE e.data::text LIKE '%%sealed1.%%' AND k.id IS NULL
       AND NOT EXISTS (SELECT FROM unnest(%s::text[]) AS forgotten(id)
                        WHERE id = e.stream_id::text OR strpos(e.data::text, id) > 0)
     ORDER BY e.position
"""


@log_check("sealed values")
def sealed_values(_: Advance) -> Iterator[Finding]:
    for position, stream_id, name, key_id in rows(WITHOUT_KEY, [NAMED, [str(each) for each in subjects.forgotten()]]):
        message = f"{name} holds a value sealed with key {key_id}, which is gone, and nobody was forgotten here"
        yield Finding(message=message, position=position, stream_id=stream_id)


@log_check("keys")
def wrapped_keys(_: Advance) -> Iterator[Finding]:
    for key_id, subject_id, wrapped in rows("SELECT id, subject_id, wrapped FROM es_subject_key ORDER BY id"):
        try:
            keys.unwrap(SubjectKey(id=key_id, subject_id=subject_id, wrapped=wrapped))
        except InvalidTag:
            message = f"the key {key_id} of {subject_id} does not open with this site's KEY_ENCRYPTION_KEY"
            yield Finding(message=message, stream_id=subject_id)
