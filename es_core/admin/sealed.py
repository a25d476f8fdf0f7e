"""Sealed values as the pages of the admin show them: masked, or opened for somebody who may see them and asks to."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from es_core import keys
from es_core.admin.personal import PERSONAL, looked, may_see
from es_core.models import SubjectKey

ASKED = PERSONAL  # a field of the form that asks
MASK = "••••••"


class Seen(NamedTuple):
    """What stands in the place of a sealed text. `kind`: masked, opened, forgotten, or broken."""

    text: str
    kind: str


class Sight(dict[str, Seen]):
    """By sealed text; `is_open` when they are shown as they were before they were sealed."""

    is_open = False

    @property
    def is_masked(self) -> bool:
        """Whether there is more to be seen."""
        return any(each.kind == "masked" for each in self.values())


def sight(request: HttpRequest, what: str, documents: Iterable[Any]) -> Sight:
    """Of all sealed texts in these, for this viewer. `what` names the page. Raises PermissionDenied."""
    sealed = {text: key_id for each in documents for text in texts(each) if (key_id := _key_id(text))}
    asked = request.method == "POST" and ASKED in request.POST
    if asked and not may_see(request):
        raise PermissionDenied
    kept = set(SubjectKey.objects.filter(id__in=set(sealed.values())).values_list("id", flat=True)) if sealed else set()
    shown = Sight({text: _seen_as(text, key_id in kept, asked) for text, key_id in sealed.items()})
    shown.is_open = asked
    if asked:
        looked(what)
    return shown


def _seen_as(sealed: str, is_kept: bool, is_open: bool) -> Seen:
    if not is_kept:
        return Seen(str(keys.FORGOTTEN), "forgotten")
    if not is_open:
        return Seen(MASK, "masked")
    try:
        return Seen(str(keys.unseal(sealed)), "opened")
    except (InvalidTag, ValueError):
        return Seen("(does not open with its key)", "broken")


def texts(document: Any) -> Iterator[str]:
    """All that stand in a JSON document, at whatever depth."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, Mapping | list):
        for each in document.values() if isinstance(document, Mapping) else document:
            yield from texts(each)


def masked(document: Any, sight: Mapping[str, Seen]) -> Any:
    """The document with every sealed text as this viewer sees it."""
    if isinstance(document, str):
        return sight[document].text if document in sight else document
    if isinstance(document, Mapping):
        return {name: masked(each, sight) for name, each in document.items()}
    return [masked(each, sight) for each in document] if isinstance(document, list) else document


def _key_id(text: str) -> UUID | None:
    """None for whatever only looks like a sealed text: anybody may write that into an article."""
    if keys.is_sealed(text):
        with suppress(ValueError):
            _, key_id, _ = text.split(".")
            return UUID(key_id)
    return None
