"""Lists of the admin that go on from a row, not from the number of a page: a page far behind costs what the first one
does, and rows that come meanwhile move nothing."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Expression, F, Model, QuerySet
from django.db.models.fields.tuple_lookups import (  # type: ignore[import-untyped]  # no stubs yet
    Tuple,
    TupleGreaterThan,
    TupleLessThan,
)
from django.http import HttpRequest

from es_core.admin.read_only import ReadOnlyAdmin

BEHIND, AHEAD = "behind", "ahead"  # of the row that a link names, in the order of the list


class Order(NamedTuple):
    """By a column that is never null and, among equals, by the key; both in one direction, that of an index on them.

    `is_unique`: in this list no two rows are equal in the column.
    """

    column: str
    descending: bool = False
    is_unique: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.column,) if self.is_unique or self.column == "pk" else (self.column, "pk")

    def reversed(self) -> "Order":
        return self._replace(descending=not self.descending)

    def sorted(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.order_by(*(f"-{name}" if self.descending else name for name in self.names))

    def place_of(self, row: Model) -> str:
        """For the address of a page."""
        return msgspec.json.encode([getattr(row, name) for name in self.names]).decode()

    def behind(self, rows: QuerySet[Any], place: str) -> QuerySet[Any]:
        """Compared as rows, which an index on both columns can do. Raises ValueError for what is no place."""
        step = TupleLessThan if self.descending else TupleGreaterThan
        return rows.filter(step(Tuple(*map(F, self.names)), self.values(rows.model, place)))

    def values(self, model: type[Model], place: str) -> tuple[Any, ...]:
        columns = [model._meta.pk if name == "pk" else model._meta.get_field(name) for name in self.names]
        try:
            given = zip(columns, msgspec.json.decode(place, type=list[Any]), strict=True)
            return tuple(_value(column, value) for column, value in given)
        except (msgspec.MsgspecError, ValidationError, TypeError, ValueError) as error:
            raise ValueError(f"{place!r} is no place in this list") from error


def _value(column: Any, given: Any) -> Any:
    """Only what the database can compare the column with. Raises ValueError and others."""
    value = column.to_python(given)
    if value is None or "\0" in str(value):
        raise ValueError
    column.run_validators(value)
    return value


class Page(NamedTuple):
    """Rows of a list; whether any come ahead of them, and behind them."""

    rows: Sequence[Any]
    has_ahead: bool
    has_behind: bool


def page(rows: QuerySet[Any], order: Order, size: int, *, behind: str = "", ahead: str = "") -> Page:
    """The first one, or the one behind or ahead of a place. Raises ValueError for what is no place."""
    if ahead:
        backward = order.reversed()
        found = list(backward.sorted(backward.behind(rows, ahead))[: size + 1])
        if len(found) >= size:
            return Page(found[size - 1 :: -1], len(found) > size, True)
        behind = ""  # the first page, and a whole one
    found = list(order.sorted(order.behind(rows, behind) if behind else rows)[: size + 1])
    return Page(found[:size], bool(behind), len(found) > size)


class KeysetList(ChangeList):
    """One column at a time, and no counts: both would read the whole table."""

    first_link = ahead_link = behind_link = ""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        for name in (BEHIND, AHEAD):  # so that the links of filters and columns lead to a first page
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        return super().get_queryset(request, exclude_parameters)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[str | Expression]:
        first = str(super().get_ordering(request, queryset)[0])
        key = self.lookup_opts.pk.name if self.lookup_opts.pk else "pk"
        self.order = Order("pk" if first.lstrip("-") == key else first.lstrip("-"), first.startswith("-"))
        return [f"-{name}" if self.order.descending else name for name in self.order.names]

    def get_results(self, request: HttpRequest) -> None:
        places = {name: request.GET.get(name, "") for name in (BEHIND, AHEAD)}
        try:
            found = page(self.queryset, self.order, self.list_per_page, **places)
        except ValueError as error:
            raise IncorrectLookupParameters(error) from error
        self.show(found)

    def show(self, found: Page) -> None:
        """What the templates of the admin want to know of a list."""
        self.result_list = found.rows
        self.result_count = self.full_result_count = len(found.rows)
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = bool(found.rows)
        if found.has_ahead:
            self.first_link = self.get_query_string()
        if found.rows and found.has_ahead:
            self.ahead_link = self.get_query_string({AHEAD: self.order.place_of(found.rows[0])})
        if found.rows and found.has_behind:
            self.behind_link = self.get_query_string({BEHIND: self.order.place_of(found.rows[-1])})


class KeysetAdmin(ReadOnlyAdmin):
    """`sortable_by` are columns that are never null and have an index, the key behind them."""

    change_list_template = "admin/es_core/keyset_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return KeysetList
