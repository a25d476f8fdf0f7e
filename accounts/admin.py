"""People in the Django admin: to be read. E-mail addresses are masked, and found by typing the whole address."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts import admin_streams  # noqa: F401 - what the event browser calls people
from accounts.backends import find_user_id
from accounts.domain.names import username_key
from accounts.models import Profile, User
from es_core.admin import ReadOnlyAdmin, named
from es_core.admin.addresses import events_of_actor, stream_link
from es_core.keys import FORGOTTEN


class PeopleAdmin(ReadOnlyAdmin):
    search_fields = ("username",)
    search_help_text = "The start of a username, a whole e-mail address, or an id."

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        return (queryset.filter(pk__in=_people(term)) if term else queryset), False


@admin.register(User)
class UserAdmin(PeopleAdmin):
    list_display = ("username", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    ordering = ("username",)
    fields = (
        "username", "profile", "history", "acts", "id", "is_active", "is_staff", "is_superuser", "groups", "last_login",
    )  # fmt: skip

    @admin.display
    def profile(self, user: User) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:accounts_profile_change", args=[user.pk]), user)

    @admin.display
    def history(self, user: User) -> SafeString:
        return stream_link(user.pk)

    @admin.display
    def acts(self, user: User) -> SafeString:
        return format_html('<a href="{}">Every event by this user</a>', events_of_actor(user.pk))


@admin.register(Profile)
class ProfileAdmin(PeopleAdmin):
    list_display = ("username", "registered_at")
    ordering = ("username_key",)
    fields = ("username", "user", "history", "more", "registered_at", "bio", "image", "masked_email")

    @admin.display
    def history(self, profile: Profile) -> SafeString:
        return stream_link(profile.pk)

    @admin.display
    def more(self, profile: Profile) -> SafeString:
        """What other apps have to show of a person."""
        return format_html_join(" · ", '<a href="{1}">{0}</a>', named.pages_about(named.Found("user", profile.pk)))

    @admin.display(description="email")
    def masked_email(self, profile: Profile) -> str:
        address = profile.readable_email
        if address is None:
            return str(FORGOTTEN)
        name, _, domain = address.rpartition("@")
        return f"{name[:1]}•••@{domain}"


def _people(term: str) -> set[UUID]:
    """Those that a search term means; names by their start, up to as many as fill a few pages."""
    found = Q(username_key__startswith=username_key(term))
    people = set(Profile.objects.filter(found).order_by("username_key").values_list("pk", flat=True)[:500])
    return people | set(filter(None, [find_user_id(email=term), _uuid(term)]))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
