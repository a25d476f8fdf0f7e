"""The moderators' queue in the admin: what readers reported, what is hidden, and what can be done about it."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from blog.admin.deeds import act
from blog.models import Report
from blog.queries import moderation
from blog.queries.pages import page_number
from es_core.admin import ReadOnlyAdmin
from es_core.admin.addresses import stream_link
from es_core.keys import unseal

PERMISSION = "blog.moderate"


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
        before = page_number(request.GET["before"]) if "before" in request.GET else None
        cases, older = {
            "hidden": lambda: (moderation.hidden_cases(), None),
            "closed": lambda: (moderation.closed_cases(), None),
        }.get(show, lambda: moderation.open_cases(before))()
        context = self.admin_site.each_context(request) | {
            "title": "Moderation",
            "opts": self.opts,
            "show": show if show in ("hidden", "closed") else "open",
            "cases": cases,
            "older": older,
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
