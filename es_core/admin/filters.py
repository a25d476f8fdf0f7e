"""What a list of the admin is narrowed by."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from es_core import context, registry
from es_core.models import Event


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
