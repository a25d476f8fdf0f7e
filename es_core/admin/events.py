"""The log in the admin, newest first; and the pages of an event, a stream and a request, which belong to it."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from es_core.admin import finding, sealed
from es_core.admin.event import show_event
from es_core.admin.event_filters import ActorFilter, EventTypeFilter, StreamTypeFilter, TimeFilter
from es_core.admin.keyset import AHEAD, BEHIND, KeysetAdmin, KeysetList, Order, Page
from es_core.admin.looking import Found, look
from es_core.admin.requests import request_page
from es_core.admin.rows import Row, heads_in, row
from es_core.admin.streams import stream_page
from es_core.admin.titles import names_of
from es_core.models import Event


class EventList(KeysetList):
    """Always in the order of the log. Where a look through it ended early, `looked_to` is how far it came."""

    rows: list[Row]
    looked_to: int | None = None
    further_link = turned_link = ""

    def get_results(self, request: HttpRequest) -> None:
        try:
            places = {name: self._position(request.GET.get(name, "")) for name in (BEHIND, AHEAD)}
        except ValueError as error:
            raise IncorrectLookupParameters(error) from error
        if not (places[AHEAD] and self._goes_back(places[AHEAD])):
            self._goes_on(0 if places[AHEAD] else places[BEHIND])
        self.turned_link = self.get_query_string({ORDER_VAR: "0" if self.order.descending else "-0"})

    def _goes_on(self, position: int) -> None:
        found = self._look(self.order, position)
        self.show(Page(found.rows[: self.list_per_page], bool(position), len(found.rows) > self.list_per_page))
        if found.looked_to is not None:
            self.looked_to = found.looked_to
            self.further_link = self.get_query_string({BEHIND: f"[{found.looked_to}]"})

    def _goes_back(self, position: int) -> bool:
        """False when it came to the beginning, where a page is whole and begins anew."""
        found = self._look(self.order.reversed(), position)
        rows = found.rows[: self.list_per_page][::-1]
        if len(rows) < self.list_per_page and found.looked_to is None:
            return False
        self.show(Page(rows, len(found.rows) > self.list_per_page or found.looked_to is not None, True))
        if found.looked_to is not None:
            self.ahead_link = self.get_query_string({AHEAD: f"[{found.looked_to}]"})
        return True

    def _look(self, order: Order, position: int) -> Found:
        [span] = [each.bounds() for each in self.filter_specs if isinstance(each, TimeFilter)]
        bounds = span.beyond(position, order) if position else span
        return look(self.queryset, order, self.list_per_page + 1, bounds)

    def _position(self, place: str) -> int:
        return int(self.order.values(Event, place)[0]) if place else 0

    def show(self, found: Page) -> None:
        super().show(found)
        titles = names_of(name for each in found.rows for name in heads_in(each))
        self.rows = [row(each, titles) for each in found.rows]


@admin.register(Event)
class EventAdmin(KeysetAdmin):
    change_list_template = "admin/es_core/event_list.html"
    list_display = ("position",)  # the one column to sort by; the template shows the others
    list_filter = (ActorFilter, TimeFilter, StreamTypeFilter, EventTypeFilter)
    ordering = ("-position",)
    search_fields = ("position",)
    search_help_text = "Leads to a page: an id of whatever kind, a position, or a name that people or things go by."

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EventList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).defer("data", "metadata")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        """A search leads away, or to a choice above the list: it narrows nothing."""
        return queryset, False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        term = request.GET.get(SEARCH_VAR, "")
        found = finding.meant(term) if term and self.has_view_permission(request) else []
        if len(found) == 1:
            return redirect(found[0].url)
        if term and not found:
            messages.warning(request, f"Nothing is called “{term[:100]}”, nor has it as its id.")
        return super().changelist_view(request, {"meant": found} | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._check(request)
        return show_event(self, request, object_id)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("stream/<uuid:stream_id>/", view(self.stream), name="es_core_stream"),
            path("request/<uuid:correlation_id>/", view(self.request_), name="es_core_request"),
            *super().get_urls(),
        ]

    def stream(self, request: HttpRequest, stream_id: UUID) -> HttpResponse:
        self._check(request)
        return stream_page(self, request, stream_id)

    def request_(self, request: HttpRequest, correlation_id: UUID) -> HttpResponse:
        self._check(request, "es_core.view_commandrecord")
        return request_page(self, request, correlation_id)

    def _check(self, request: HttpRequest, *permissions: str) -> None:
        """There is nothing to send here but the wish to see personal fields. Raises PermissionDenied."""
        if sealed.ASKED not in request.POST:
            self.only_reads(request, "change")
        if not self.has_view_permission(request) or not request.user.has_perms(permissions):
            raise PermissionDenied
