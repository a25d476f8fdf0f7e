"""A person has two rows with one id: User, an ordinary table that Django writes to, and Profile, made from events."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from accounts import commands
from accounts.domain.names import MAX_LENGTH, username_key
from es_core.keys import FORGOTTEN, Forgotten, unseal
from es_core.read import claim_owner
from es_core.read_model import ReadModel


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

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        permissions = [
            ("suspend_user", "Can suspend and restore people"),
            ("grant_role", "Can grant and take roles"),
        ]

    @property
    def email(self) -> str:
        """Readable; costs a query for the key. Empty for somebody who was forgotten."""
        return self.profile.readable_email or ""


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
