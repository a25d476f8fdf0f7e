"""Scheduled commands in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from es_core.admin.read_only import ReadOnlyAdmin
from es_core.models import Schedule
from es_core.schedule.rules import Status


class StatusFilter(admin.SimpleListFilter):
    """From the code: asking the table for its distinct values would read all of it."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(each.value, each.value) for each in Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Schedule]) -> QuerySet[Schedule]:
        return queryset.filter(status=self.value()) if self.value() else queryset


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    list_display = ("key", "name", "status", "due_at", "attempts", "reason")
    list_filter = (StatusFilter,)
    ordering = ("key",)
    search_fields = ("key__startswith",)
    search_help_text = "The start of a key."
