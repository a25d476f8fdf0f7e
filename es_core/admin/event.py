"""The page of one event: what it says, what it changed, and everything that stands around it in the log."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from es_core.admin import named, sealed
from es_core.admin.addresses import command_page, event_page
from es_core.admin.personal import may_see
from es_core.admin.rows import names_in, row, said
from es_core.admin.shown import indented
from es_core.admin.streams import told_before
from es_core.admin.titles import names_of
from es_core.admin.values import Showing
from es_core.models import CommandRecord, Event

MAX_POSITION = 2**63 - 1


def show_event(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    event = _event(object_id)
    before = told_before(event.stream_id, [event])[event.version]
    sight = sealed.sight(request, f"event {event.position}", [event.data, event.metadata, *before.values()])
    titles = names_of(names_in([event]))
    changes = Showing(titles, sight).told(before, said(event.event_type, event.data))
    context = model_admin.admin_site.each_context(request) | {
        "title": f"{event.event_type} at position {event.position}",
        "opts": model_admin.opts,
        "row": row(event, titles, changes),
        "neighbours": _neighbours(event),
        "cause": _cause(event),
        "command": _command(event),
        "stored": indented(sealed.masked(event.data, sight)),
        "metadata": indented(sealed.masked(event.metadata, sight)),
        "sight": sight,
        "may_see": may_see(request),
    }
    return TemplateResponse(request, "admin/es_core/event.html", context)


def _event(object_id: str) -> Event:
    position = int(object_id) if object_id.isdecimal() else 0
    event = Event.objects.filter(position=position).first() if 0 < position <= MAX_POSITION else None
    if event is None:
        raise Http404(f"nothing is at position {object_id}")
    return event


def _neighbours(event: Event) -> dict[str, str]:
    """Addresses of the versions before and after it, where there are any."""
    beside = Event.objects.filter(stream_id=event.stream_id, version__in=[event.version - 1, event.version + 1])
    found = dict(beside.values_list("version", "position"))
    return {
        name: event_page(found[number])
        for name, number in (("before", event.version - 1), ("after", event.version + 1))
        if number in found
    }


def _command(event: Event) -> named.Named | None:
    """The record of the command that it came of, unless that was purged."""
    if event.command_id is None:
        return None
    records = CommandRecord.objects.filter(command_id=event.command_id, status=CommandRecord.Status.ACCEPTED)
    found = records.only("id", "name").first()
    return named.Named(found.name, command_page(found.pk)) if found else None


def _cause(event: Event) -> named.Named | None:
    """The event that something reacted to with this one, or waited for its time since."""
    if event.causation_id is None:
        return None
    found = Event.objects.filter(event_id=event.causation_id).only("position", "event_type").first()
    return named.Named(f"{found.event_type} at position {found.pk}", event_page(found.pk)) if found else None
