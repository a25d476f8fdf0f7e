"""Profiles from the events of users, and the mirror of their names in Django's user table."""

from collections.abc import Sequence
from operator import attrgetter
from uuid import UUID

from django.contrib.auth.hashers import make_password

from accounts.domain.names import username_key
from accounts.domain.user import (
    EmailChanged,
    Event,
    ProfileEdited,
    SignedOutEverywhere,
    SubjectForgotten,
    TokenRevoked,
    UserRegistered,
    UserRenamed,
    UserRestored,
    UserSuspended,
)
from accounts.models import PersonalToken, Profile, User
from es_core.projector import Projector
from es_core.recorded import Recorded

profiles = Projector("profiles", models=[Profile], version=2)

COLUMNS = (
    "username", "username_key", "bio", "image", "email", "email_key", "registered_at", "suspended_at",
    "suspended_because",
)  # fmt: skip


@profiles.on(UserRegistered, UserRenamed, EmailChanged, ProfileEdited, UserSuspended, UserRestored, SubjectForgotten)
def set_profiles(events: Sequence[Recorded[Event]]) -> None:
    """The rows as they stand, moved on by what happened to each user, written back at once."""
    rows = Profile.objects.in_bulk({each.event.user_id for each in events})
    for each in events:
        _apply(rows, each.event)
    Profile.objects.bulk_create(
        sorted(rows.values(), key=attrgetter("user_id")),
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=COLUMNS,
    )


def _apply(rows: dict[UUID, Profile], event: Event) -> None:
    match event:
        case UserRegistered(user_id=user, registered_at=registered_at):
            rows[user] = Profile(user_id=user, registered_at=registered_at)
            _rename(rows[user], event.username)
            _readdress(rows[user], event.email, event.email_key)
        case UserRenamed(user_id=user, username=username):
            _rename(rows[user], username)
        case EmailChanged(user_id=user, email=email, email_key=key):
            _readdress(rows[user], email, key)
        case ProfileEdited(user_id=user, bio=bio, image=image):
            rows[user].bio, rows[user].image = bio, image
        case UserSuspended(user_id=user, reason=reason, suspended_at=moment):
            rows[user].suspended_at, rows[user].suspended_because = moment, reason
        case UserRestored(user_id=user):
            rows[user].suspended_at, rows[user].suspended_because = None, ""
        case SubjectForgotten(user_id=user, username=username):
            rows[user].bio = rows[user].image = None
            rows[user].suspended_because = ""
            _rename(rows[user], username)
            _readdress(rows[user], "", "")


def _rename(profile: Profile, username: str) -> None:
    profile.username, profile.username_key = username, username_key(username)


def _readdress(profile: Profile, email: str, email_key: str) -> None:
    profile.email, profile.email_key = email, email_key


@profiles.on(UserRegistered, UserRenamed, SubjectForgotten, live_only=True)
def mirror_names(events: Sequence[Recorded[UserRegistered | UserRenamed | SubjectForgotten]]) -> None:
    """A new user gets no usable password and no rights here; a known one keeps what Django wrote."""
    names = {each.event.user_id: each.event.username for each in events}
    users = [User(id=each, username=names[each], password=make_password(None)) for each in sorted(names)]
    User.objects.bulk_create(users, update_conflicts=True, unique_fields=["id"], update_fields=["username"])


@profiles.on(UserSuspended, UserRestored, SubjectForgotten, live_only=True)
def shut_and_open_accounts(events: Sequence[Recorded[UserSuspended | UserRestored | SubjectForgotten]]) -> None:
    """No session and no token of a shut account is good. One that was forgotten opens no more."""
    people = {each.event.user_id for each in events}
    may_enter = Profile.objects.filter(pk__in=people, suspended_at=None).exclude(email="").values("pk")
    User.objects.filter(id__in=people).exclude(id__in=may_enter).update(is_active=False)
    User.objects.filter(id__in=may_enter).update(is_active=True)


@profiles.on(TokenRevoked, live_only=True)
def drop_tokens(events: Sequence[Recorded[TokenRevoked]]) -> None:
    PersonalToken.objects.filter(id__in=[each.event.token_id for each in events]).delete()


@profiles.on(SignedOutEverywhere, live_only=True)
def end_sessions(events: Sequence[Recorded[SignedOutEverywhere]]) -> None:
    """Sessions and tokens were given for what the user's credential was before (see `User.credential`)."""
    for each in events:
        User.objects.filter(id=each.event.user_id).update(signed_out_version=each.version)
