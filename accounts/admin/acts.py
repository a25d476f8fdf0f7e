"""Acts of the admin that ask first: a page that says what will follow, then a command by whoever pressed the button.

Django's own change and delete views hold a transaction, in which `execute` refuses; these are views beside them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from accounts.domain.texts import MAX_REASON, needed
from es_core.errors import CommandReused, Rejected

SENT_BEFORE = "This form was sent before with other values. Look them over and send it once more."


class SureForm(forms.Form):
    """A button, and nothing to fill in."""

    use_required_attribute = False


class ReasonForm(SureForm):
    reason = forms.CharField(required=False, widget=forms.Textarea({"rows": 4, "cols": 60}))

    def clean_reason(self) -> str:
        try:
            return needed(MAX_REASON, self.cleaned_data["reason"], field="reason")
        except Rejected as refusal:
            raise forms.ValidationError(refusal.message) from refusal


@dataclass(frozen=True, kw_only=True)
class Act:
    """`means` are sentences about what follows; `run` gets the form's values and may raise Rejected; `done` says what
    was done, on the page `back`."""

    title: str
    button: str
    means: Sequence[str | SafeString]
    run: Callable[..., None]
    done: str | SafeString
    back: str
    form: type[SureForm] = SureForm
    is_grave: bool = False
    shown: dict[str, Any] = field(default_factory=dict)  # for the template, beside all that


def carry_out(request: HttpRequest, model_admin: "admin.ModelAdmin[Any]", act: Act) -> HttpResponse:
    """Asks, and does it when it was asked for by the form."""
    form = act.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act.run(**form.cleaned_data)
        except Rejected as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        except CommandReused:
            form.add_error(None, SENT_BEFORE)
        else:
            messages.success(request, act.done)
            return redirect(act.back)
    context = model_admin.admin_site.each_context(request) | {
        "title": act.title,
        "opts": model_admin.model._meta,
        "act": act,
        "form": form,
    }
    return TemplateResponse(request, "admin/act.html", context | act.shown, status=422 if form.errors else 200)
