"""What people fill in to ask the audit something: the form of the admin, and the options of `./manage.py audit`."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from django import forms

from es_core import context
from es_core.audit.kinds import KIND, kinds
from es_core.audit.meanings import somebody
from es_core.audit.moments import moment
from es_core.audit.question import Question, Sort

LONGEST = 320  # characters; an e-mail address has at most so many
PERSONAL = "asks for the right to see personal fields"


def text(hint: str = "", **options: Any) -> forms.CharField:
    options.setdefault("widget", forms.TextInput({"placeholder": hint} if hint else None))
    return forms.CharField(required=False, max_length=LONGEST, **options)


class Asking(forms.Form):
    """Everything may be left empty. `personal` says whether who asks may look for machines by their addresses."""

    q = text(label="search", help_text="An id, a name or e-mail address of somebody, or words.")
    actor = text(hint="name, e-mail or id")
    name = text(label="command")
    status = text()
    channel = text()
    stream_type = text()
    stream = text(label="stream id")
    correlation = text(label="request (correlation)")
    address = text(hint="192.0.2.7 or 192.0.2.0/24")
    since = text(label="since (UTC)", hint="12h, 7d or 2026-11-25 22:00")
    until = text(label="until (UTC)", hint="not included")
    sort = text(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, personal: bool = True) -> None:
        super().__init__(data)
        self.personal = personal
        for name, choices in self._choices().items():
            self.fields[name].widget = forms.Select(choices=[("", "any"), *((each, each) for each in choices)])
        if not personal:
            self.fields["address"].disabled = True
            self.fields["address"].help_text = f"This {PERSONAL}."

    def _choices(self) -> dict[str, list[str]]:
        """What there is, and what was asked for by a link."""
        found = kinds()
        return {
            name: sorted({getattr(each, name) for each in found} | {self.data.get(name) or ""} - {""}) for name in KIND
        }

    @property
    def question(self) -> Question:
        """Of a valid form."""
        said = self.cleaned_data
        given = {each.name: said[each.name] for each in fields(Question) if said.get(each.name)}
        ids = {f"{name}_id": said[name] for name in ("actor", "stream", "correlation") if said[name]}
        return Question(search=said["q"], **given, **ids)

    @property
    def searches_address(self) -> bool:
        return self.is_valid() and _is_address(self.cleaned_data["q"])

    def clean_q(self) -> str:
        said = str(self.cleaned_data["q"])
        if said and not self.personal and _is_address(said):
            raise forms.ValidationError(f"A search for the address of a machine {PERSONAL}.")
        return said

    def clean_actor(self) -> UUID | None:
        said = self.cleaned_data["actor"]
        if not said:
            return None
        if (found := somebody(said)) is None:
            raise forms.ValidationError("Nobody is called so.")
        return found

    def clean_stream(self) -> UUID | None:
        return _id(self.cleaned_data["stream"])

    def clean_correlation(self) -> UUID | None:
        return _id(self.cleaned_data["correlation"])

    def clean_address(self) -> str:
        said = self.cleaned_data["address"]
        if not said or not self.personal:
            return ""
        try:
            return str(ip_network(said, strict=False)) if "/" in said else str(ip_address(said))
        except ValueError:
            raise forms.ValidationError("This is no address of a machine or a network.") from None

    def clean_since(self) -> datetime | None:
        return _moment(self.cleaned_data["since"])

    def clean_until(self) -> datetime | None:
        return _moment(self.cleaned_data["until"])

    def clean_sort(self) -> Sort:
        said = self.cleaned_data["sort"]
        return Sort(said) if said in set(Sort) else Sort.NEWEST


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise forms.ValidationError("This is no id: a UUID, such as 0190a000-0000-7000-8000-0000000000aa.") from None


def _moment(text: str) -> datetime | None:
    try:
        return moment(text, context.now()) if text else None
    except ValueError as reason:
        raise forms.ValidationError(str(reason)) from reason


def _is_address(text: str) -> bool:
    try:
        ip_address(text.strip())
    except ValueError:
        return False
    return True
