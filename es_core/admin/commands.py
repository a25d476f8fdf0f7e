"""The command record in the admin."""

from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from es_core.admin.filters import StartedFilter, StreamTypeFilter
from es_core.admin.read_only import ReadOnlyAdmin
from es_core.admin.shown import pretty
from es_core.models import CommandRecord


@admin.register(CommandRecord)
class CommandRecordAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "name", "status", "reason", "actor_id", "channel", "address", "duration")
    list_filter = ("status", StreamTypeFilter, StartedFilter)
    ordering = ("-id",)
    search_fields = ("command_id",)
    search_help_text = "The id of a command, an actor, a stream or a request (correlation)."
    fields = (
        "name", "status", "reason", "pretty_payload", "started_at", "duration", "actor_id", "channel", "address",
        "agent", "stream_type", "stream_id", "positions", "command_id", "correlation_id", "causation_id",
    )  # fmt: skip

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[CommandRecord], search_term: str
    ) -> tuple[QuerySet[CommandRecord], bool]:
        if not search_term.strip():
            return queryset, False
        try:
            term = UUID(search_term.strip())
        except ValueError:
            return queryset.none(), False
        return queryset.filter(
            Q(command_id=term) | Q(correlation_id=term) | Q(actor_id=term) | Q(stream_id=term)
        ), False

    @admin.display(ordering="duration_ms")
    def duration(self, command: CommandRecord) -> str:
        return f"{command.duration_ms:.1f} ms"

    @admin.display(description="payload")
    def pretty_payload(self, command: CommandRecord) -> SafeString:
        return pretty(command.payload)
