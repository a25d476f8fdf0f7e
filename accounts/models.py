"""A person has two rows with one id: User, an ordinary table that Django writes to, and Profile, made from events."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac

from accounts import commands
from accounts.domain.names import MAX_LENGTH, username_key
from es_core.context import now
from es_core.keys import FORGOTTEN, Forgotten, unseal
from es_core.read import claim_owner
from es_core.read_model import ReadModel

# Django's, so that sessions made before there was another reason to end them go on.
SESSION_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"


class Users(BaseUserManager["User"]):
    """Django's way to make accounts, by command. Both raise Rejected."""

    def create_user(self, username: str, email: str, password: str | None = None) -> "User":
        return self.get(id=commands.register(username=username, email=email, password=password))

    def create_superuser(self, username: str, email: str, password: str | None = None) -> "User":
        return self.get(id=commands.register(username=username, email=email, password=password, roles=("superuser",)))

    def get_by_natural_key(self, username: str | None) -> "User":
        """Whoever holds the name, however it is written. Raises User.DoesNotExist."""
        owner = claim_owner("username", username_key(username or ""))
        if owner is None:
            raise User.DoesNotExist(f"nobody is called {username!r}")
        return self.get(id=owner)


class User(AbstractBaseUser, PermissionsMixin):
    """Who signs in, and with what rights. The projector of profiles mirrors the name; the password lives only here."""

    id = models.UUIDField(primary_key=True)
    username = models.CharField(max_length=MAX_LENGTH, unique=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    signed_out_version = models.IntegerField(default=0)  # of the user's stream, when last signed out everywhere

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        permissions = [
            ("suspend_user", "Can suspend and restore people"),
            ("grant_role", "Can grant and take roles"),
        ]

    @property
    def credential(self) -> str:
        """What sessions and tokens are given for, and end with: the password, until somebody signs out everywhere."""
        return f"{self.password}:{self.signed_out_version}" if self.signed_out_version else self.password

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """As Django's own, which knows the password alone."""
        return salted_hmac(SESSION_SALT, self.credential, secret=secret, algorithm="sha256").hexdigest()

    @property
    def email(self) -> str:
        """Readable; costs a query for the key. Empty for somebody who was forgotten."""
        return self.profile.readable_email or ""


class PersonalToken(models.Model):
    """A token of the API that its person made for a program. Of the token itself only a hash is kept."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.TextField()
    scopes = ArrayField(models.TextField())
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)  # to the minute

    def __str__(self) -> str:
        return f"token {self.id}"  # its name is its person's own

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= now()


class Profile(ReadModel):
    """What pages show of a person. `email` is a ciphertext, `email_key` its blind form, equal for equal addresses; both
    are empty when the person was forgotten. Pages show nobody who is suspended."""

    user = models.OneToOneField(
        User,
        primary_key=True,
        db_column="id",
        db_constraint=False,
        on_delete=models.DO_NOTHING,
        related_name="profile",
    )
    username = models.TextField()
    username_key = models.TextField()
    bio = models.TextField(null=True)  # noqa: DJ001 - none and empty are the same, and none is what the API answers
    image = models.TextField(null=True)  # noqa: DJ001
    email = models.TextField()
    email_key = models.TextField()
    registered_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True)
    suspended_because = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["username_key"], name="profile_username_key"),
            models.Index(fields=["email_key"], name="profile_email_key"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def is_forgotten(self) -> bool:
        """Nobody is there any more: only a name under what was written."""
        return not self.email

    @property
    def readable_email(self) -> str | None:
        """None when it can't be read any more."""
        address = FORGOTTEN if self.is_forgotten else unseal(self.email)
        return None if isinstance(address, Forgotten) else address
