"""The log and the command record in the Django admin: to be read, never to be written."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from es_core import context, registry
from es_core.models import CommandRecord, Event, Schedule

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    AnyPaginator = Paginator[Any]
else:
    ModelAdmin, AnyPaginator = admin.ModelAdmin, Paginator


class CappedPaginator(AnyPaginator):
    """Counts no further than people page: a count over a whole log costs seconds."""

    CAP = 10_000

    @cached_property
    def count(self) -> int:
        return self.object_list[: self.CAP].count()  # type: ignore[no-any-return, attr-defined]  # a QuerySet


class ReadOnlyAdmin(ModelAdmin):
    """Browsing only. Nothing is written around the log, so nothing is added, changed or deleted here."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class EventTypeFilter(admin.SimpleListFilter):
    """From the registry: asking the log for its distinct types would read all of it."""

    title = "event type"
    parameter_name = "event_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in registry.all_event_types()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(event_type=self.value()) if self.value() else queryset


class StreamTypeFilter(admin.SimpleListFilter):
    title = "stream type"
    parameter_name = "stream_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        categories = {registry.category_of(each) for each in registry.all_event_types().values()}
        return [(name, name) for name in sorted(categories)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(stream_type=self.value()) if self.value() else queryset


class AgeFilter(admin.SimpleListFilter):
    """Subclasses name the column; all of them carry a BRIN index."""

    title = "time"
    parameter_name = "since"
    column = "recorded_at"
    spans = {
        "hour": ("past hour", timedelta(hours=1)),
        "day": ("past day", timedelta(days=1)),
        "week": ("past 7 days", timedelta(days=7)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        return ((key, label) for key, (label, _) in self.spans.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in self.spans:
            return queryset
        return queryset.filter(**{f"{self.column}__gte": context.now() - self.spans[str(self.value())][1]})


class StartedFilter(AgeFilter):
    column = "started_at"


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
        return _search_link("event", event.stream_id, f"{event.stream_type} {str(event.stream_id)[:13]}")

    @admin.display
    def actor(self, event: Event) -> SafeString | str:
        return _search_link("event", event.actor_id, str(event.actor_id)[:13]) if event.actor_id else "nobody signed in"

    @admin.display(description="request")
    def request_(self, event: Event) -> SafeString:
        return _search_link("event", event.correlation_id, str(event.correlation_id))

    @admin.display
    def command(self, event: Event) -> SafeString:
        return _search_link("commandrecord", event.command_id, str(event.command_id))

    @admin.display
    def payload(self, event: Event) -> SafeString:
        return pretty(event.data)


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


def pretty(value: Any) -> SafeString:
    return format_html("<pre>{}</pre>", msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def _about(term: UUID) -> Q:
    """Requests, commands and actors are indexed in the command record, which knows the positions of its events."""
    commands = CommandRecord.objects.filter(
        Q(correlation_id=term) | Q(actor_id=term) | Q(command_id=term, status=CommandRecord.Status.ACCEPTED)
    )
    positions = {
        each for found in commands.order_by("-id").values_list("positions", flat=True)[:1000] for each in found
    }
    return Q(stream_id=term) | Q(event_id=term) | Q(position__in=positions)


def _search_link(model: str, term: UUID | None, text: str) -> SafeString:
    return format_html('<a href="{}?q={}">{}</a>', reverse(f"admin:es_core_{model}_changelist"), term, text)


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    list_display = ("key", "name", "status", "due_at", "attempts", "reason")
    list_filter = ("status",)
    ordering = ("key",)
    search_fields = ("key__startswith",)
    search_help_text = "The start of a key."
