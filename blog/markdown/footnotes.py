"""Footnote references, found in bounded time: the library's own rule looks from each bracket to the end of the text."""

import re
from typing import Any

from markdown_it.rules_inline import StateInline

MOST_REFERENCES = 1_000  # those after them are text
REFERENCE = re.compile(r"\[\^([^\s\]]{1,100})\]")


def footnote_ref(state: StateInline, silent: bool) -> bool:
    notes = state.env.get("footnotes", {})
    found = REFERENCE.match(state.src, state.pos, state.posMax) if notes else None
    if found is None or f":{found[1]}" not in notes["refs"] or notes.get("references", 0) >= MOST_REFERENCES:
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        token.meta = _referred(notes, found[1])
    state.pos = found.end()
    return True


def _referred(notes: dict[str, Any], label: str) -> dict[str, Any]:
    """The note's number, given at its first reference, and how many times it was referred to before."""
    notes.setdefault("list", {})
    key = f":{label}"
    if notes["refs"][key] < 0:
        notes["refs"][key] = len(notes["list"])
        notes["list"][notes["refs"][key]] = {"label": label, "count": 0}
    number = notes["refs"][key]
    note = notes["list"][number]
    note["count"] += 1
    notes["references"] = notes.get("references", 0) + 1
    return {"id": number, "subId": note["count"] - 1, "label": label}
