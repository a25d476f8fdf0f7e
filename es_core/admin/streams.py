"""The page of one stream: every version, what each changed, and its state as of any version or moment."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from es_core.admin import named, sealed, states
from es_core.admin.addresses import events_of_actor
from es_core.admin.keyset import AHEAD, BEHIND, Order, Page, page
from es_core.admin.personal import may_see
from es_core.admin.rows import Row, names_in, row, said
from es_core.admin.titles import names_of
from es_core.admin.values import Leaves, Showing, leaves
from es_core.models import Event

SIZE = 25  # versions a page
BEFORE = 100  # versions that are read ahead of a page's first, to know what its fields were
ORDER = Order("version", descending=True, is_unique=True)


def stream_page(model_admin: Any, request: HttpRequest, stream_id: UUID) -> HttpResponse:
    first, last = _ends(stream_id)
    stream = named.Found(first.stream_type, stream_id)
    found = _page(request, stream_id)
    past = told_before(stream_id, found.rows)
    asked = states.asked(request, stream)
    sight = sealed.sight(
        request, f"stream {stream_id}", [*(each.data for each in found.rows), *past.values(), *asked.documents]
    )
    titles = names_of([stream, *names_in(found.rows), *asked.names])
    showing = Showing(titles, sight)
    context = model_admin.admin_site.each_context(request) | {
        **_heading(stream, titles.get(stream_id)),
        "opts": model_admin.opts,
        "first_event": first,
        "last_event": last,
        "rows": [_row(each, past[each.version], showing) for each in found.rows],
        "state": asked,
        "state_changes": asked.changes(showing),
        "sight": sight,
        "may_see": may_see(request),
        **_links(request, found),
    }
    return TemplateResponse(request, "admin/es_core/stream.html", context)


def _heading(stream: named.Found, itself: named.Named | None) -> dict[str, Any]:
    title = f"{stream.category} {itself.title if itself else stream.id}"
    return {"title": title, "stream": stream, "itself": itself, "pages": _pages(stream)}


def _row(event: Event, before: Leaves, showing: Showing) -> Row:
    return row(event, showing.titles, showing.told(before, said(event.event_type, event.data)))


def told_before(stream_id: UUID, rows: Sequence[Event]) -> dict[int, Leaves]:
    """For each version what every field was when it was said last, as far as a hundred versions back tell."""
    if not rows:
        return {}
    versions = [each.version for each in rows]
    past = Event.objects.filter(stream_id=stream_id, version__lt=max(versions), version__gte=min(versions) - BEFORE)
    known: Leaves = {}
    told = {}
    for number, data in [*past.order_by("version").values_list("version", "data"), (max(versions), {})]:
        told[number] = dict(known)
        known |= leaves(data)
    return {each: told[each] for each in versions}


def _ends(stream_id: UUID) -> tuple[Event, Event]:
    """The first event and the last one."""
    events = Event.objects.filter(stream_id=stream_id).defer("data", "metadata")
    first, last = events.order_by("version").first(), events.order_by("-version").first()
    if first is None or last is None:
        raise Http404(f"no stream has the id {stream_id}")
    return first, last


def _page(request: HttpRequest, stream_id: UUID) -> Page:
    places = {name: request.GET.get(name, "") for name in (BEHIND, AHEAD)}
    try:
        return page(Event.objects.filter(stream_id=stream_id), ORDER, SIZE, **places)
    except ValueError as error:
        raise Http404(str(error)) from error


def _pages(stream: named.Found) -> list[named.Named]:
    acts = named.Named("Events by this actor", events_of_actor(stream.id))
    return [*named.pages_about(stream), *([acts] if named.is_actor(stream.category) else [])]


def _links(request: HttpRequest, found: Page) -> dict[str, str]:
    """To other pages of the same stream; what is asked of its state stays asked."""

    def link(**place: str) -> str:
        query = request.GET.copy()
        for name in (BEHIND, AHEAD):
            query.pop(name, None)
        query.update(place)
        return f"?{query.urlencode()}#versions"

    return {
        "first": link() if found.has_ahead else "",
        "ahead": link(**{AHEAD: ORDER.place_of(found.rows[0])}) if found.has_ahead and found.rows else "",
        "behind": link(**{BEHIND: ORDER.place_of(found.rows[-1])}) if found.has_behind else "",
    }
