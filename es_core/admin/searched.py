"""Lists of the admin that are searched by what has an index."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from es_core.admin.read_only import ReadOnlyAdmin


class SearchedAdmin(ReadOnlyAdmin):
    """`found` says what a search term means."""

    search_fields = ("pk",)
    sortable_by: ClassVar[list[str] | tuple[str, ...] | None] = ()

    def found(self, term: str) -> Q:
        raise NotImplementedError

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        return (queryset.filter(self.found(term)) if term else queryset), False


def has_id(term: str, column: str = "id") -> Q:
    """Of nothing, when the term is no id."""
    try:
        return Q(**{column: UUID(term)})
    except ValueError:
        return Q(pk__in=[])
