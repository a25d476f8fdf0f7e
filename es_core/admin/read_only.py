"""What every list of the admin here shares."""

import logging
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from es_core.audit import note
from es_core.errors import NoContext

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    AnyPaginator = Paginator[Any]
else:
    ModelAdmin, AnyPaginator = admin.ModelAdmin, Paginator

logger = logging.getLogger(__name__)

READING = ("GET", "HEAD")
OFFERED = ("exact", "isnull")  # what the filters of Django ask a column


class CappedPaginator(AnyPaginator):
    """Counts no further than people page: a count over a whole log costs seconds."""

    CAP = 10_000

    @cached_property
    def count(self) -> int:
        return self.object_list[: self.CAP].count()  # type: ignore[no-any-return, attr-defined]  # a QuerySet


class ReadOnlyAdmin(ModelAdmin):
    """Browsing only. Nothing is written around the log, so nothing is added, changed or deleted here; whoever asks for
    it all the same, by a request that no page offers, gets a 403 and is on record."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each is a count
    list_per_page = 50
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """What the list's own filters ask of a column, and nothing else. Django allows whatever a query can ask: so a
        viewer gets the hash of a password, letter by letter."""
        name, _, rest = lookup.partition("__")
        is_filter = any(lookup == getattr(each, "parameter_name", None) for each in self.list_filter)
        is_offered = name in self.list_filter and rest.removeprefix("id__") in OFFERED
        return "\0" not in value and (is_filter or is_offered or not self._is_column(name))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The database takes no key with a zero byte."""
        return None if "\0" in object_id else super().get_object(request, object_id, from_field)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise self._refusal(request, "add")

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        self.only_reads(request, "change", object_id)
        return super().change_view(request, object_id, *args, **kwargs)

    def delete_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        raise self._refusal(request, "delete", object_id)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sends to it only what has actions of its own."""
        if request.method not in READING and not self.get_actions(request):
            raise self._refusal(request, "change or delete some")
        return super().changelist_view(request, *args, **kwargs)

    def only_reads(self, request: HttpRequest, asked: str, object_id: str = "") -> None:
        """For views that take another's place. Raises PermissionDenied."""
        if request.method not in READING:
            raise self._refusal(request, asked, object_id)

    def _is_column(self, name: str) -> bool:
        try:
            self.opts.get_field(name)
        except FieldDoesNotExist:
            return name == "pk"
        return True

    def _refusal(self, request: HttpRequest, asked: str, object_id: str = "") -> PermissionDenied:
        """Outside of the transaction that Django's own views open, which would take the note along when it ends."""
        what = self.opts.label_lower
        try:
            note(
                "AdminWriteRefused",
                reason=f"asked to {asked}: {what} is read only",
                payload={"asked": asked, "model": what, "object": object_id[:100], "method": request.method},
            )
        except (DatabaseError, ValueError, NoContext):  # it stays refused
            logger.exception("%s of %s by %s was refused, and could not be put on record", asked, what, request.user)
        return PermissionDenied(f"{what} is read only")
