"""The log in the admin."""

from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from es_core.admin.filters import AgeFilter, EventTypeFilter, StreamTypeFilter
from es_core.admin.read_only import ReadOnlyAdmin
from es_core.admin.shown import pretty, search_link
from es_core.models import CommandRecord, Event


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("position", "recorded_at", "event_type", "stream", "version", "actor")
    list_filter = (EventTypeFilter, StreamTypeFilter, AgeFilter)
    ordering = ("-position",)
    search_fields = ("stream_id",)
    search_help_text = "A position, or the id of a stream, an actor, a request (correlation) or a command."
    fields = (
        "position", "event_type", "stream", "version", "payload", "recorded_at", "actor", "request_", "command",
        "causation_id", "event_id", "schema_version", "metadata",
    )  # fmt: skip

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.isdecimal() and len(term) < 19:
            return queryset.filter(position=int(term)), False
        try:
            return queryset.filter(_about(UUID(term))), False
        except ValueError:
            return queryset.none(), False

    @admin.display(ordering="stream_id")
    def stream(self, event: Event) -> SafeString:
        return search_link("event", event.stream_id, f"{event.stream_type} {str(event.stream_id)[:13]}")

    @admin.display
    def actor(self, event: Event) -> SafeString | str:
        return search_link("event", event.actor_id, str(event.actor_id)[:13]) if event.actor_id else "nobody signed in"

    @admin.display(description="request")
    def request_(self, event: Event) -> SafeString:
        return search_link("event", event.correlation_id, str(event.correlation_id))

    @admin.display
    def command(self, event: Event) -> SafeString:
        return search_link("commandrecord", event.command_id, str(event.command_id))

    @admin.display
    def payload(self, event: Event) -> SafeString:
        return pretty(event.data)


def _about(term: UUID) -> Q:
    """Requests, commands and actors are indexed in the command record, which knows the positions of its events."""
    commands = CommandRecord.objects.filter(
        Q(correlation_id=term) | Q(actor_id=term) | Q(command_id=term, status=CommandRecord.Status.ACCEPTED)
    )
    positions = {
        each for found in commands.order_by("-id").values_list("positions", flat=True)[:1000] for each in found
    }
    return Q(stream_id=term) | Q(event_id=term) | Q(position__in=positions)
