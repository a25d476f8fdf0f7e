"""Moving all subjects' keys under a new key-encryption key, and giving subjects new keys for what comes."""

from collections.abc import Iterator
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import transaction

from es_core import keys, log
from es_core.models import SubjectKey
from es_core.progress import Advance
from es_core.statements import run

BATCH = 500
FIRST = UUID(int=0)


class Unreadable(Exception):
    """Keys that neither the present nor the old key-encryption key opens; nothing was changed."""

    def __init__(self, unreadable: int, of: int) -> None:
        super().__init__(f"{unreadable} of {of}")
        self.unreadable = unreadable
        self.of = of


def to_rewrap(advance: Advance) -> int:
    """How many keys the present key-encryption key does not open. Raises Unreadable if some open with no given one."""
    total = wrapped_before = unreadable = 0
    for batch in _batches():
        for each in batch:
            try:
                wrapped_before += keys.rewrapped(each) is not None
            except InvalidTag:
                unreadable += 1
        total += len(batch)
        advance(len(batch))
    if unreadable:
        raise Unreadable(unreadable, total)
    return wrapped_before


def rewrap(advance: Advance) -> int:
    """Batch by batch; what an interrupted run has done stays, and is passed over by the next. Raises InvalidTag."""
    done, after = 0, FIRST
    while True:
        with transaction.atomic():
            batch = list(SubjectKey.objects.select_for_update().filter(id__gt=after).order_by("id")[:BATCH])
            changed = [each for each in batch if _rewrap(each)]
            SubjectKey.objects.bulk_update(changed, ["wrapped"])
        if not batch:
            return done
        done, after = done + len(changed), batch[-1].id
        advance(len(batch))


def renew(advance: Advance) -> int:
    """A new key for every subject that has one; the old ones stay, for what they sealed.

    Under the lock that forgetting takes first: nobody who was forgotten meanwhile gets a key again.
    """
    done, after = 0, FIRST
    while subjects := _subjects(after):
        with transaction.atomic():
            log.lock(subjects)
            known = set(SubjectKey.objects.filter(subject_id__in=subjects).values_list("subject_id", flat=True))
            keys.store([keys.new_key(each) for each in subjects if each in known])
        done, after = done + len(known), subjects[-1]
        advance(len(subjects))
    return done


def count_subjects() -> int:
    return SubjectKey.objects.values("subject_id").distinct().count()


def _rewrap(key: SubjectKey) -> bool:
    """And looks whether the new wrapping opens, before anything of it is written."""
    opened, wrapped = keys.unwrap(key), keys.rewrapped(key)
    if wrapped is None:
        return False
    key.wrapped = wrapped
    if keys.unwrap(key) != opened or keys.rewrapped(key) is not None:
        raise InvalidTag
    return True


def _batches() -> Iterator[list[SubjectKey]]:
    after = FIRST
    while batch := list(SubjectKey.objects.filter(id__gt=after).order_by("id")[:BATCH]):
        yield batch
        after = batch[-1].id


def _subjects(after: UUID) -> list[UUID]:
    found = run(
        "SELECT DISTINCT subject_id FROM es_subject_key WHERE subject_id > %s ORDER BY subject_id LIMIT %s",
        [after, BATCH],
    )
    return [subject_id for (subject_id,) in found]
