"""People in the Django admin: to be read. E-mail addresses are masked, and found by typing the whole address."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import admin
from django.db.models import Q
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.admin import (
    roles,
    streams,  # noqa: F401 - what the event browser calls people
    suspension,
)
from accounts.backends import find_user_id
from accounts.domain.names import username_key
from accounts.models import PersonalToken, Profile, User
from es_core.admin import named
from es_core.admin.addresses import events_of_actor, stream_link
from es_core.admin.searched import SearchedAdmin
from es_core.audit import masking
from es_core.keys import FORGOTTEN


class PeopleAdmin(SearchedAdmin):
    sortable_by = None
    search_help_text = "The start of a username, a whole e-mail address, or an id."

    def found(self, term: str) -> Q:
        return Q(pk__in=_people(term))


@admin.register(User)
class UserAdmin(PeopleAdmin):
    list_display = ("username", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")
    list_select_related = ("profile",)
    ordering = ("username",)
    fields = (
        "username", "profile", "history", "acts", "id", "is_active", "suspension", "is_staff", "is_superuser", "groups",
        "last_login",
    )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        def page(address: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(address, self.admin_site.admin_view(partial(view, self)), name=f"accounts_user_{name}")

        return [
            page("<uuid:user_id>/suspend/", suspension.suspend, "suspend"),
            page("<uuid:user_id>/restore/", suspension.restore, "restore"),
            page("<uuid:user_id>/roles/", roles.roles, "roles"),
            page("<uuid:user_id>/roles/<str:act>/<str:role>/", roles.change_role, "role"),
            *super().get_urls(),
        ]

    @admin.display
    def suspension(self, user: User) -> str:
        profile = user.profile
        if profile.suspended_at is None:
            return "not suspended"
        return f"since {profile.suspended_at:%Y-%m-%d %H:%M} UTC: {profile.suspended_because or 'reason forgotten'}"

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
        return str(FORGOTTEN) if address is None else masking.email(address)


@admin.register(PersonalToken)
class PersonalTokenAdmin(PeopleAdmin):
    """Without names, which are their people's own."""

    list_display = ("user", "may", "issued_at", "expires_at", "last_used_at")
    ordering = ("-id",)
    list_select_related = ("user",)
    fields = ("user", "may", "issued_at", "expires_at", "last_used_at")

    def found(self, term: str) -> Q:
        return Q(user__in=_people(term))

    @admin.display
    def may(self, token: PersonalToken) -> str:
        return ", ".join(token.scopes)


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
