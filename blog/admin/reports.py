"""The moderators' queue in the admin: what readers reported, what is hidden, and what can be done about it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from blog.admin.deeds import act
from blog.models import Report
from blog.queries import moderation
from blog.queries.moderation import Case
from blog.queries.pages import page_number
from es_core.admin import ReadOnlyAdmin
from es_core.admin.addresses import stream_link
from es_core.keys import unseal

PERMISSION = "blog.moderate"

# From the place that a page begins behind (empty for the first) to its cases, and where the next one begins.
LISTS: dict[str, Callable[[str], tuple[list[Case], Any]]] = {
    "open": lambda before: moderation.open_cases(page_number(before) if before else None),
    "closed": moderation.closed_cases,
    "hidden": moderation.hidden_cases,
}


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """The list is the queue: things, each with its reports."""

    fields = ("kind", "thing_id", "reporter", "reason", "words", "filed_at", "outcome", "note", "closed_at", "history")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(PERMISSION))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(partial(act, self))
        return [path("<str:kind>/<uuid:thing_id>/<str:deed>/", view, name="blog_report_act"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)  # refuses
        self.only_reads(request, "change or delete some")
        show = request.GET.get("show", "open")
        show = show if show in LISTS else "open"
        before = request.GET.get("before", "")
        try:
            cases, older = LISTS[show](before)
        except ValueError:
            raise Http404("this is no place in the queue") from None
        context = self.admin_site.each_context(request) | {
            "title": "Moderation",
            "opts": self.opts,
            "show": show,
            "cases": cases,
            "first": f"?show={show}" if before else "",
            "behind": f"?{urlencode({'show': show, 'before': older})}" if older else "",
            "open_count": moderation.open_count(),
            "here": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/blog/report/queue.html", context)

    @admin.display
    def words(self, report: Report) -> str:
        return str(unseal(report.text)) if report.text else ""

    @admin.display
    def history(self, report: Report) -> SafeString:
        return stream_link(report.id)
