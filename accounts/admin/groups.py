"""Groups in the admin: which there are and what they may is code, who is in them the log says."""

from django.contrib import admin
from django.contrib.auth import admin as _  # noqa: F401 - registers Django's own, which is taken back here
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from es_core.admin import ReadOnlyAdmin

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(ReadOnlyAdmin):
    list_display = ("name", "members")
    ordering = ("name",)
    fields = ("name", "members", "rights")

    @admin.display
    def members(self, group: Group) -> SafeString:
        url = reverse("admin:accounts_user_changelist")
        return format_html('<a href="{}?groups__id__exact={}">Who is in it</a>', url, group.pk)

    @admin.display
    def rights(self, group: Group) -> SafeString:
        names = group.permissions.order_by("content_type__app_label", "codename")
        return format_html_join("", "{}<br>", ((each.name,) for each in names))
