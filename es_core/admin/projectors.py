"""The operations board: how projectors do, and what an operator can do about it."""

from typing import Any
from urllib.parse import unquote

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from es_core import growth, operating
from es_core.admin.board import OPERATE
from es_core.admin.drawing import chart
from es_core.admin.operate import ACTS, Act
from es_core.admin.read_only import ReadOnlyAdmin
from es_core.decider import stream_id
from es_core.errors import CommandReused, Rejected
from es_core.models import ProjectorState
from es_core.operating.rules import PROJECTOR, Command
from es_core.process import processes
from es_core.projector import projectors

FORBIDDEN = f"the permission {OPERATE} is missing"


@admin.register(ProjectorState)
class ProjectorStateAdmin(ReadOnlyAdmin):
    """Its list is the board, its pages are one projector's."""

    def get_urls(self) -> list[URLPattern]:
        operate = path(
            "<str:name>/operate/",
            self.admin_site.admin_view(self.operate_view),
            name="es_core_projectorstate_operate",
        )
        return [operate, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self.only_reads(request, "change or delete some")
        self._check_may_see(request)
        shown = {
            "title": "Operations board",
            "days": chart(growth.by_day()),
            "hours": chart(growth.by_hour()),
            "busiest": growth.busiest(),
        }
        return self._page(request, "board", shown)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        self.only_reads(request, "change", object_id)
        self._check_may_see(request)
        name = self._known(unquote(object_id))
        shown = {"title": name, "name": name, "stream_id": stream_id(PROJECTOR.category, name)}
        return self._page(request, "projector", shown)

    @method_decorator(require_POST)
    def operate_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """Asks first where that is due; tells afterwards, on the projector's page, what came of it."""
        self._known(name)
        said, _, about = request.POST.get("act", "").partition(" ")
        act, command = _meant(request, name, said, about)
        if not request.user.has_perm(OPERATE):
            operating.refuse(command, FORBIDDEN)
            raise PermissionDenied(FORBIDDEN)
        if act.question and "sure" not in request.POST:
            shown = {"title": f"{act.label}: {name}", "name": name, "act": act, "said": request.POST["act"]}
            return self._page(request, "confirm", shown)
        try:
            operating.carry_out(command)
        except Rejected as reason:
            messages.error(request, f"{name}: {reason.message}.")
        except CommandReused:
            messages.error(request, f"{name}: this page was used before, and is fresh now. Try again.")
        else:
            messages.success(request, f"{name}: {act.done}")
        return redirect(reverse("admin:es_core_projectorstate_change", args=[name]))

    def _check_may_see(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _known(self, name: str) -> str:
        if name not in projectors and name not in processes:
            raise Http404(f"there is no projector {name}")
        return name

    def _page(self, request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **shown}
        return TemplateResponse(request, f"admin/es_core/projectorstate/{name}.html", context)


def _meant(request: HttpRequest, name: str, said: str, about: str) -> tuple[Act, Command]:
    try:
        return ACTS[said], ACTS[said].make(name, about, request.POST)
    except (KeyError, ValueError):
        raise Http404("there is no such button") from None
