"""The audit: everything that was asked of the site, and what else belongs on record. Reading it, and adding to it."""

from es_core.audit.meanings import calls, means, often
from es_core.audit.notes import HandingOut, handing_out, note, note_once
from es_core.audit.question import Question, Sort

__all__ = ["HandingOut", "Question", "Sort", "calls", "handing_out", "means", "note", "note_once", "often"]
