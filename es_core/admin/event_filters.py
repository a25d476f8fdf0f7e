"""What the list of events is narrowed by."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from es_core import context, history, registry, tail
from es_core.admin import named
from es_core.admin.looking import Bounds
from es_core.admin.states import Moment
from es_core.models import Event


class EventTypeFilter(admin.SimpleListFilter):
    """From the registry: asking the log for its distinct types would read all of it."""

    title = "event type"
    parameter_name = "event_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        category = request.GET.get("stream_type")
        types = registry.all_event_types().items()
        return [(name, name) for name, each in types if category in (None, registry.category_of(each))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """By all names that it ever had in the log."""
        chosen = registry.all_event_types().get(self.value() or "")
        if chosen is None:
            return queryset.filter(event_type=self.value()) if self.value() else queryset
        return queryset.filter(event_type__in=registry.stored_names([chosen]))


class StreamTypeFilter(admin.SimpleListFilter):
    title = "stream type"
    parameter_name = "stream_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        categories = {registry.category_of(each) for each in registry.all_event_types().values()}
        return [(name, name) for name in sorted(categories)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(stream_type=self.value()) if self.value() else queryset


class TypedFilter(admin.ListFilter):
    """One whose values are typed in; `form_class` says which parameters it takes."""

    template = "admin/es_core/_typed_filter.html"
    form_class: type[forms.Form]

    def __init__(self, request: HttpRequest, params: dict[str, list[str]], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)  # type: ignore[arg-type]  # lists, since Django 5
        given = {name: params.pop(name)[-1] for name in self.form_class.base_fields if name in params}
        self.used_parameters.update(given)
        self.form = self.form_class(given or None)
        self.chosen: dict[str, Any] = self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(self.form_class.base_fields)

    def choices(self, changelist: Any) -> Iterator[Any]:
        others = {name: value for name, value in changelist.params.items() if name not in self.expected_parameters()}
        yield {"form": self.form, "others": others.items(), "links": self.links(changelist)}

    def links(self, changelist: Any) -> list[dict[str, Any]]:
        return []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.none() if self.form.is_bound and not self.form.is_valid() else queryset


class Span(forms.Form):
    since = forms.DateTimeField(label="from (UTC)", required=False, widget=Moment)
    by = forms.DateTimeField(label="until (UTC)", required=False, widget=Moment)


class TimeFilter(TypedFilter):
    """Moments become positions, which the look through the log begins and ends with."""

    title = "time"
    form_class = Span
    spans = {"past hour": timedelta(hours=1), "past day": timedelta(days=1), "past 7 days": timedelta(days=7)}

    def bounds(self) -> Bounds:
        question = history.Question(since=self.chosen.get("since"), by=self.chosen.get("by"))
        after, until = history.bounds(question)
        return Bounds(after + 1, tail.head() if until is None else until)

    def links(self, changelist: Any) -> list[dict[str, Any]]:
        now = context.now().replace(microsecond=0, tzinfo=None)
        spans = {name: {"since": (now - span).isoformat(), "by": None} for name, span in self.spans.items()}
        any_time = {"since": None, "by": None}
        return [
            {"display": name, "query_string": changelist.get_query_string(params)}
            for name, params in ({"any time": any_time} | spans).items()
        ]


class Actor(forms.Form):
    actor = forms.CharField(label="name or id", required=False, strip=True)

    def clean_actor(self) -> UUID | None:
        term = self.cleaned_data["actor"]
        if not term:
            return None
        try:
            return UUID(term)
        except ValueError:
            known = [each.id for each in named.called(term) if named.is_actor(each.category)]
        if not known:
            raise forms.ValidationError("nobody is called so")
        return known[0]


class ActorFilter(TypedFilter):
    title = "actor"
    form_class = Actor

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        actor = self.chosen.get("actor")
        return queryset.filter(actor_id=actor) if actor else super().queryset(request, queryset)
