"""Where the pages of the event browser are, for whoever links to them."""

from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def event_page(position: int) -> str:
    return reverse("admin:es_core_event_change", args=[position])


def stream_page(stream_id: UUID) -> str:
    return reverse("admin:es_core_stream", args=[stream_id])


def request_page(correlation_id: UUID, position: int | None = None) -> str:
    """With the position of an event, the page begins so that it shows that one."""
    page = reverse("admin:es_core_request", args=[correlation_id])
    return page if position is None else f"{page}?position={position}#event-{position}"


def events_of_actor(actor_id: UUID) -> str:
    return f"{reverse('admin:es_core_event_changelist')}?actor={actor_id}"


def command_page(record_id: int) -> str:
    return reverse("admin:es_core_commandrecord_change", args=[record_id])


def stream_link(stream_id: UUID, text: str = "Every version") -> SafeString:
    """From a page of a read model to what it was made of."""
    return format_html('<a href="{}">{}</a>', stream_page(stream_id), text)
