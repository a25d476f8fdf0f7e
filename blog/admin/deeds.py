"""What moderators do about a thing: hide it, show it again, dismiss its reports, open them again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from accounts.admin.acts import Act, ReasonForm, SureForm, carry_out
from blog import moderation
from blog.domain.report import Kind
from blog.moderation import Thing
from blog.queries.moderation import Case, case_of


@dataclass(frozen=True, slots=True)
class Deed:
    """`title`, `means` and `done` get the kind of the thing; `undo` is the deed that takes it back."""

    short: str
    title: str
    means: tuple[str, ...]
    done: str
    run: Callable[..., None]
    undo: str
    form: type[SureForm] = SureForm


DEEDS = {
    "hide": Deed(
        "Hide it",
        "Hide this {}",
        ("Nobody but its author and the moderators sees it from then on.", "All reports of it are closed."),
        "The {} is hidden.",
        moderation.hide,
        "unhide",
        ReasonForm,
    ),
    "unhide": Deed(
        "Show it again",
        "Show this {} again",
        ("Everybody sees it again, unless its author deleted it or is suspended.",),
        "The {} is not hidden any more.",
        moderation.unhide,
        "hide",
    ),
    "dismiss": Deed(
        "Dismiss the reports",
        "Dismiss the reports of this {}",
        ("They are closed; the {} stays as it is.",),
        "The reports of this {} are dismissed.",
        moderation.dismiss,
        "reopen",
        ReasonForm,
    ),
    "reopen": Deed(
        "Open them again",
        "Open the dismissed reports of this {} again",
        ("They are to be looked at once more.",),
        "The reports of this {} are open again.",
        moderation.reopen,
        "dismiss",
    ),
}
HELP = {
    "hide": "Its author is told this.",
    "dismiss": "For the moderators; it is kept with the reports.",
}


def act(
    model_admin: "admin.ModelAdmin[Any]", request: HttpRequest, kind: str, thing_id: UUID, deed: str
) -> HttpResponse:
    if not request.user.has_perm("blog.moderate"):
        raise PermissionDenied
    case = _found(kind, thing_id)
    chosen = DEEDS.get(deed)
    if chosen is None:
        raise Http404("there is no such deed")
    asked = Act(
        title=chosen.title.format(kind),
        button=chosen.title.format(kind),
        means=[each.format(kind) for each in chosen.means],
        run=partial(chosen.run, Thing(case.kind, case.thing_id)),
        done=_done(chosen, case),
        back=_back(request),
        form=chosen.form,
        is_grave=deed == "hide",
        shown={"case": case, "quoted": "admin/blog/report/_thing.html", "help": HELP.get(deed, "")},
    )
    return carry_out(request, model_admin, asked)


def _found(kind: str, thing_id: UUID) -> Case:
    if kind not in set(Kind):
        raise Http404("there is no such kind")
    case = case_of(Kind(kind), thing_id)
    if case.thing is None:
        raise Http404(f"there is no such {kind}")
    return case


def _done(deed: Deed, case: Case) -> SafeString:
    undo = reverse("admin:blog_report_act", args=[case.kind, case.thing_id, deed.undo])
    return format_html('{} <a href="{}">{}</a>', deed.done.format(case.kind), undo, DEEDS[deed.undo].short)


def _back(request: HttpRequest) -> str:
    """To the page that led here, of this site alone; otherwise to the queue."""
    wanted = request.GET.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if is_ours else reverse("admin:blog_report_changelist")
