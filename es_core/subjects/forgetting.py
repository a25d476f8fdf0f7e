"""Forgetting a subject: its keys go, so that what they sealed can't be read any more, and the records of its commands.

What may be much is done before, batch by batch (`take_leave`, `purge`); the event, the keys and the rest in one
transaction (`forget`, beside the command that appends the event). Whoever is interrupted does all of it again.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from es_core import log, snapshots, tail
from es_core.models import DeadLetter, SubjectKey
from es_core.statements import run
from es_core.subjects import holdings

AT_ONCE = 1000  # records a statement
BEGINNING = (datetime(1, 1, 1, tzinfo=UTC), 0)  # of all records, in the order of time: so their indexes have them

BY_SUBJECT = "actor_id = %(subject)s"
# Registering and signing in, and what operators do at the command line.
ABOUT_SUBJECT = "actor_id IS NULL AND stream_id = ANY(%(streams)s)"
# Of others, an admin's say: they keep where they came from, and lose what they say of the subject. Those that left
# events are found by these, the others by what they were about.
BY_OTHERS = (
    "status = 'accepted' AND command_id IN (SELECT command_id FROM es_event WHERE stream_id = ANY(%(streams)s))",
    "stream_id = ANY(%(streams)s) AND (status <> 'accepted' OR positions = '{}')",
)
BLANK = """
    UPDATE es_command SET payload = '{{}}', address = NULL, agent = '', reason = ''
     WHERE id IN (SELECT id FROM es_command WHERE (started_at, id) > (%(moment)s, %(after)s) AND {chosen}
                     AND (payload <> '{{}}' OR address IS NOT NULL OR agent <> '' OR reason <> '')
                   ORDER BY started_at, id LIMIT %(limit)s)
    RETURNING started_at, id
"""
BLANK_WORDS = """
    UPDATE es_command SET payload = '{{}}', reason = ''
     WHERE {chosen} AND (payload <> '{{}}' OR reason <> '') RETURNING id
"""


def take_leave(subject_id: UUID, *, erase: bool) -> None:
    """The apps' commands: what the subject set on others' things goes, with `erase` what it published too."""
    for leave in holdings.leaves:
        leave(subject_id, erase)


def purge(subject_id: UUID) -> None:
    """What may be removed ahead, and again: in many small transactions, so that nobody waits for it."""
    blank_records(BY_SUBJECT, subject_id, [])
    for streams in holdings.batched(holdings.streams_of(subject_id)):
        _purge_streams(subject_id, streams)
    for purge_held in holdings.purges:
        purge_held(subject_id)


def forget(subject_id: UUID) -> None:
    """In the transaction of the event, as `execute(..., alongside=...)`: from its commit on nothing can be unsealed.

    The lock keeps a rotation of keys from giving the subject a new one meanwhile.
    """
    log.lock([subject_id])
    SubjectKey.objects.filter(subject_id=subject_id).delete()
    blank_records(BY_SUBJECT, subject_id, [])
    _purge_streams(subject_id, holdings.identity_of(subject_id))


def forgotten() -> Iterator[UUID]:
    """All subjects whom the log says to be forgotten, in the order in which they were."""
    for each in tail.read_all(event_types=holdings.forgettings.keys()):
        if subject_of := holdings.forgettings.get(type(each.event)):
            yield subject_of(each.event)


def _purge_streams(subject_id: UUID, streams: list[UUID]) -> None:
    blank_records(ABOUT_SUBJECT, subject_id, streams)
    for chosen in BY_OTHERS:
        run(BLANK_WORDS.format(chosen=chosen), {"streams": streams})
    snapshots.drop(streams)
    for each in DeadLetter.objects.filter(stream_id__in=streams):
        each.error, each.stack = each.error.partition(":")[0], ""  # its type; the text may hold anything
        each.save(update_fields=["error", "stack"])


def blank_records(chosen: str, subject_id: UUID, streams: list[UUID]) -> None:
    """That a command was given, when, and what came of it stays; what was in it and from where does not."""
    (moment, after), sql = BEGINNING, BLANK.format(chosen=chosen)
    parameters = {"subject": subject_id, "streams": streams, "limit": AT_ONCE}
    while blanked := run(sql, parameters | {"moment": moment, "after": after}):
        moment, after = max(blanked)
