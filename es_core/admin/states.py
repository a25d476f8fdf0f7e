"""The state of a stream as of a version or a moment, and what became of it since another version."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest

from es_core.admin import named
from es_core.admin.values import Change, Leaves, Showing, ids_in, state_leaves
from es_core.decider import deciders
from es_core.errors import UnknownEvent
from es_core.read import load

MAX_VERSION = 2**31 - 1


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M:%S", attrs={"step": 1})


class AsOf(forms.Form):
    """Of the two ways to say when, the moment counts if both are given."""

    version = forms.IntegerField(min_value=0, max_value=MAX_VERSION, required=False)
    at = forms.DateTimeField(label="or at (UTC)", required=False, widget=Moment)
    since = forms.IntegerField(label="compared with version", min_value=0, max_value=MAX_VERSION, required=False)


@dataclass
class State:
    """What was asked, and the answer. `why_not` says in words why there is none."""

    form: AsOf
    version: int = 0
    leaves: Leaves = field(default_factory=dict)
    since: int | None = None
    leaves_since: Leaves = field(default_factory=dict)
    why_not: str = ""

    @property
    def documents(self) -> list[Any]:
        return [self.leaves, self.leaves_since]

    @property
    def names(self) -> Iterator[named.Found]:
        yield from ids_in(self.leaves)
        yield from ids_in(self.leaves_since)

    def changes(self, showing: Showing) -> list[Change]:
        """Each field of the state; without a version to compare with, all are there for the first time."""
        return showing.changes(self.leaves_since, self.leaves)


def asked(request: HttpRequest, stream: named.Found) -> State:
    """As of now, unless the address says another version or moment."""
    state = State(AsOf(request.GET if {*AsOf.base_fields} & {*request.GET} else None))
    when = state.form.cleaned_data if state.form.is_bound and state.form.is_valid() else {}
    if state.form.is_bound and not state.form.is_valid():
        state.why_not = "There is no such version or moment."
        return state
    at, version = when.get("at"), when.get("version")
    try:
        state.leaves, state.version = _folded(stream, at=at) if at else _folded(stream, version=version)
        state.since = when.get("since")
        if state.since is not None:
            state.leaves_since, state.since = _folded(stream, version=state.since)
    except UnknownEvent as error:
        state.why_not = f"It can't be told: {error}."
    return state


def _folded(stream: named.Found, **when: Any) -> tuple[Leaves, int]:
    """Raises UnknownEvent, too for a stream that no decider of today folds."""
    decider = deciders.get(stream.category)
    if decider is None:
        raise UnknownEvent(f"no decider is registered for {stream.category}")
    state, version = load(decider, stream.id, **when)
    return state_leaves(state), version
