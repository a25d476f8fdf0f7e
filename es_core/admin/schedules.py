"""Scheduled commands in the admin."""

from django.contrib import admin

from es_core.admin.read_only import ReadOnlyAdmin
from es_core.models import Schedule


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    list_display = ("key", "name", "status", "due_at", "attempts", "reason")
    list_filter = ("status",)
    ordering = ("key",)
    search_fields = ("key__startswith",)
    search_help_text = "The start of a key."
