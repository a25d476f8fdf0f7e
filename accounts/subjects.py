"""What this app holds of a person: the account, the profile, sessions, failed sign-ins."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.db.models import Q

from accounts.domain.session import SESSION, SignOut
from accounts.domain.user import SubjectForgotten
from accounts.models import PersonalToken, Profile, User
from accounts.sessions import delete_sessions, sessions_of
from accounts.sign_in import attempts_at
from es_core import subjects

ACCOUNT = ("id", "username", "is_active", "is_staff", "is_superuser", "last_login")
TOKEN = ("id", "name", "scopes", "issued_at", "expires_at", "last_used_at")

subjects.forgotten_by(SubjectForgotten, attrgetter("user_id"))


@subjects.identifies
def own_streams(user_id: UUID) -> list[UUID]:
    return [user_id, SESSION.stream_id(SignOut(user_id=user_id))]


@subjects.exports("account")
def account(user_id: UUID) -> dict[str, Any]:
    user = User.objects.get(id=user_id)
    return {name: getattr(user, name) for name in ACCOUNT} | {
        "groups": [each.name for each in user.groups.all()],
        "has_password": user.has_usable_password(),
    }


@subjects.exports("profile")
def profile(user_id: UUID) -> dict[str, Any]:
    found = Profile.objects.get(pk=user_id)
    return {
        "username": found.username,
        "email": found.readable_email,
        "bio": found.bio,
        "image": found.image,
        "registered_at": found.registered_at,
        "suspended_at": found.suspended_at,
        "suspended_because": found.suspended_because,
    }


@subjects.exports("sessions")
def sessions(user_id: UUID) -> Iterator[dict[str, Any]]:
    """Without what would let somebody in."""
    return ({"expires_at": each.expires_at, "holds": sorted(each.data)} for each in sessions_of(user_id, None))


@subjects.exports("personal_tokens")
def personal_tokens(user_id: UUID) -> Iterator[dict[str, Any]]:
    """Without what would let a program in."""
    for each in PersonalToken.objects.filter(user_id=user_id).order_by("id"):
        yield {name: getattr(each, name) for name in TOKEN}


@subjects.exports("failed_sign_ins")
def failed_sign_ins(user_id: UUID) -> Iterator[dict[str, Any]]:
    for each in attempts_at(str(user_id)):
        yield {
            "last_at": each.attempt_time,
            "failures": each.failures_since_start,
            "address": each.ip_address,
            "agent": each.user_agent,
        }


@subjects.purged_by
def purge(user_id: UUID) -> None:
    found = Profile.objects.filter(pk=user_id).first()
    address = found.readable_email if found else None
    delete_sessions([each.key for each in sessions_of(user_id, address)])
    attempts_at(str(user_id)).delete()
    LogEntry.objects.filter(Q(user_id=user_id) | Q(object_id=str(user_id))).delete()
