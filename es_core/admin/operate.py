"""The buttons of the operations board: which command each sends, and what is asked before."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from es_core import context
from es_core.admin.event import MAX_POSITION
from es_core.operating import rules
from es_core.operating.rules import Command

NO_REASON = "by an operator"

# (name of the projector, what the button's value says behind the act, the form). Raises ValueError for nonsense.
Make = Callable[[str, str, QueryDict], Command]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`question` is asked first, unless an act is harmless; `wants_reason`: it asks why, too. `done` is told after."""

    label: str
    make: Make
    done: str
    question: str = ""
    wants_reason: bool = False


def _pause(name: str, about: str, form: QueryDict) -> Command:
    reason = form.get("reason", "").replace("\0", "").strip()
    return rules.PauseProjector(projector=name, reason=reason[:300] or NO_REASON)


def _park(name: str, about: str, form: QueryDict) -> Command:
    if len(about) > len(str(MAX_POSITION)):
        raise ValueError(about)
    return rules.ParkEvent(projector=name, position=int(about))


def _stop(name: str, about: str, form: QueryDict) -> Command:
    return rules.StopOperation(projector=name, operation_id=UUID(about))


ACTS = {
    "pause": Act(
        label="Pause",
        make=_pause,
        done="It is paused.",
        question="Events wait until somebody resumes it; pages that show its tables fall behind.",
        wants_reason=True,
    ),
    "resume": Act(
        label="Resume",
        make=lambda name, about, form: rules.ResumeProjector(projector=name),
        done="It goes on. Should the same event fail again, it pauses again within some fifteen seconds.",
    ),
    "park": Act(
        label="Park the event",
        make=_park,
        done="The event is parked among the dead letters; it goes on behind it.",
        question="The projector goes on without this event, and without later ones of its stream, until they are"
        " replayed or the projector is rebuilt. Its tables are not what the log says meanwhile.",
    ),
    "replay": Act(
        label="Replay dead letters",
        make=lambda name, about, form: rules.ReplayDeadLetters(projector=name, operation_id=context.new_id()),
        done="They will be replayed, in order; what comes of it shows below.",
    ),
    "drop": Act(
        label="Drop dead letters",
        make=lambda name, about, form: rules.DropDeadLetters(projector=name),
        done="They are dropped.",
        question="The projector never sees these events, until it is rebuilt: its tables stay wrong till then.",
    ),
    "rebuild": Act(
        label="Rebuild",
        make=lambda name, about, form: rules.RebuildProjector(projector=name, operation_id=context.new_id()),
        done="It will be rebuilt. It goes on when this page is closed; readers see the old tables meanwhile.",
        question="The tables are made anew beside those in service, which takes their room once more and some of the"
        " machine's time. Readers notice nothing; it can be stopped.",
    ),
    "verify": Act(
        label="Verify",
        make=lambda name, about, form: rules.VerifyProjector(projector=name, operation_id=context.new_id()),
        done="Its tables will be compared with the log, row by row; what comes of it shows below.",
    ),
    "stop": Act(label="Stop", make=_stop, done="It is being stopped."),
}
