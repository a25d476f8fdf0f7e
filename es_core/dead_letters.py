"""Giving parked events to their projector once more, in order; or giving them up."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, Min, QuerySet

from es_core import read, wake
from es_core.models import DeadLetter, ProjectorState
from es_core.projector import Projector
from es_core.runner import batch, checkpoint, parked


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many events went through, and which stream's still did not, with the reason."""

    replayed: int
    stuck: dict[UUID, str]


def replay(projector: Projector) -> Replayed:
    """Stream by stream; at the first event of a stream that fails again, the rest of it goes on waiting."""
    replayed, stuck = 0, {}
    for stream_id in _streams(projector):
        done, problem = _replay_stream(projector, stream_id)
        replayed += done
        if problem:
            stuck[stream_id] = problem
    return Replayed(replayed, stuck)


def drop(projector: Projector) -> int:
    """The projector will never see these events; a rebuild shows them to it again."""
    with checkpoint.hold(projector):
        dropped, _ = letters_of(projector).delete()
    return dropped


def letters_of(projector: Projector) -> QuerySet[DeadLetter]:
    return DeadLetter.objects.filter(projector=projector.name).order_by("position")


def _streams(projector: Projector) -> list[UUID]:
    first = DeadLetter.objects.filter(projector=projector.name).values("stream_id").annotate(first=Min("position"))
    return [each["stream_id"] for each in first.order_by("first")]


def _replay_stream(projector: Projector, stream_id: UUID) -> tuple[int, str]:
    """With the lease held, so that no runner parks another one behind meanwhile."""
    with checkpoint.hold(projector):
        replayed, problem = 0, ""
        for letter in letters_of(projector).filter(stream_id=stream_id):
            if problem := _replay(projector, letter):
                break
            replayed += 1
        ProjectorState.objects.filter(name=projector.name).update(replays=F("replays") + 1)
    wake.announce()
    return replayed, problem


def _replay(projector: Projector, letter: DeadLetter) -> str:
    """What went wrong, if anything did."""
    try:
        with transaction.atomic():
            batch.apply(projector, read.at_positions([letter.position]))
    except Exception as error:  # noqa: BLE001 (a handler's; it is told, and kept with the letter)
        problem = parked.in_a_line(error)
        DeadLetter.objects.filter(pk=letter.pk).update(error=problem, tries=F("tries") + 1)
        return problem
    letter.delete()
    return ""
