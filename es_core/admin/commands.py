"""The audit in the admin: every command whatever came of it, and what else belongs on record."""

from datetime import UTC
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from es_core.admin.addresses import request_page, stream_link
from es_core.admin.audit_page import ListPage
from es_core.admin.personal import looked, may_see, sees
from es_core.admin.read_only import READING, ReadOnlyAdmin
from es_core.admin.shown import pretty
from es_core.admin.titles import names_of as titles_of
from es_core.admin.values import ids_in, leaves
from es_core.audit import handing_out, masking
from es_core.audit.asking import Asking
from es_core.audit.meanings import names_of
from es_core.audit.written import FORMATS, written
from es_core.models import CommandRecord
from es_core.streaming import streamed

EXPORT = "es_core.export_audit"
PLAIN = {
    "masked_reason": "reason",
    "masked_payload": "pretty_payload",
    "masked_address": "address",
    "masked_agent": "agent",
}
SHOW_THEM = mark_safe('hidden. <a href="?personal=1">Show them</a>: that you looked is put on record.')


@admin.register(CommandRecord)
class CommandRecordAdmin(ReadOnlyAdmin):
    fields = (
        "name", "status", "masked_reason", "masked_payload", "started", "duration", "actor", "channel",
        "masked_address", "masked_agent", "stream", "names", "events", "command_id", "request_", "causation_id",
    )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        export = path("export/", self.admin_site.admin_view(self.export), name="es_core_commandrecord_export")
        return [export, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self.only_reads(request, "change or delete some")
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = ListPage(request)
        if page.is_look:
            looked("a list of the audit", question=page.question.given(), entries=len(page.rows))
        context = {
            **self.admin_site.each_context(request),
            "title": "Audit",
            "opts": self.opts,
            "page": page,
            "may_export": request.user.has_perm(EXPORT),
            "may_see_personal": may_see(request),
        }
        return TemplateResponse(request, "admin/es_core/commandrecord/change_list.html", context)

    def export(self, request: HttpRequest) -> HttpResponse:
        """Exactly what the list shows with the same filters, all pages of it."""
        if not (self.has_view_permission(request) and request.user.has_perm(EXPORT)):
            raise self._refusal(request, "export")
        form, how = Asking(request.GET, personal=may_see(request)), request.POST.get("as", "")
        if request.method != "POST" or how not in FORMATS or not form.is_valid():
            return HttpResponseRedirect(
                f"{reverse('admin:es_core_commandrecord_changelist')}?{request.GET.urlencode()}"
            )
        question, personal = form.question, sees(request)
        asked = {"question": question.given(), "sort": question.sort, "as": how, "personal": personal}
        export = handing_out("AuditExported", reason=f"the audit, as {how}", payload=asked)
        answer = StreamingHttpResponse(
            streamed(written(question, how, export, personal=personal)), content_type=FORMATS[how][0]
        )
        answer["Content-Disposition"] = f'attachment; filename="audit-{export.record.started_at:%Y%m%d-%H%M%S}.{how}"'
        return answer  # type: ignore[return-value]  # Django's stubs have no common class

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in READING and sees(request) and (found := self.get_object(request, object_id)):
            about = (found.stream_type, found.stream_id) if found.stream_id else None
            looked("an entry of the audit", about=about, entry=found.pk)
        return super().change_view(request, object_id, *args, **kwargs)

    def get_fields(self, request: HttpRequest, obj: CommandRecord | None = None) -> Any:
        if sees(request):
            return [PLAIN.get(each, each) for each in self.fields]
        return [*self.fields, *(["personal_fields"] if may_see(request) else [])]

    @admin.display(description="when")
    def started(self, command: CommandRecord) -> str:
        return f"{command.started_at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"[:-3] + " UTC"

    @admin.display(description="took")
    def duration(self, command: CommandRecord) -> str:
        return f"{command.duration_ms:,.1f} ms"

    @admin.display(description="reason")
    def masked_reason(self, command: CommandRecord) -> str:
        return masking.text(command.reason)

    @admin.display(description="payload")
    def pretty_payload(self, command: CommandRecord) -> SafeString:
        return pretty(command.payload)

    @admin.display(description="payload")
    def masked_payload(self, command: CommandRecord) -> SafeString:
        return pretty(masking.anything(command.payload))

    @admin.display(description="address")
    def masked_address(self, command: CommandRecord) -> str:
        return masking.address(command.address)

    @admin.display(description="agent")
    def masked_agent(self, command: CommandRecord) -> str:
        return masking.agent(command.agent)

    @admin.display
    def personal_fields(self, command: CommandRecord) -> SafeString:
        return SHOW_THEM

    @admin.display
    def actor(self, command: CommandRecord) -> SafeString | str:
        if command.actor_id is None:
            return "nobody signed in"
        name = names_of([command.actor_id]).get(command.actor_id, "")
        return _asking(f"actor={command.actor_id}", f"{name} {command.actor_id}".strip())

    @admin.display
    def stream(self, command: CommandRecord) -> SafeString | str:
        if command.stream_id is None:
            return "none"
        events = stream_link(command.stream_id, f"{command.stream_type} {command.stream_id}")
        return format_html("{} · {}", events, _asking(f"stream={command.stream_id}", "all that was asked of it"))

    @admin.display(description="names in it")
    def names(self, command: CommandRecord) -> SafeString | str:
        """Of what fields of the payload hold the ids of: whose sign-in it was, say."""
        ids = {each.id: each for each in ids_in(leaves(command.payload))}
        titles = titles_of(ids.values())
        shown = ((stream_link(each, titles[each].title),) for each in ids if each in titles)
        return format_html_join(", ", "{}", shown) or "none"

    @admin.display
    def events(self, command: CommandRecord) -> SafeString | str:
        shown = ((reverse("admin:es_core_event_change", args=[each]), each) for each in command.positions)
        return format_html_join(", ", '<a href="{}">{}</a>', shown) if command.positions else "none"

    @admin.display(description="request (correlation)")
    def request_(self, command: CommandRecord) -> SafeString:
        tree = format_html('<a href="{}">all that it did</a>', request_page(command.correlation_id))
        return format_html("{} · {}", tree, _asking(f"correlation={command.correlation_id}", command.correlation_id))


def _asking(query: str, text: object) -> SafeString:
    return format_html('<a href="{}?{}">{}</a>', reverse("admin:es_core_commandrecord_changelist"), query, text)
