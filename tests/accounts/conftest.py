"""Ann, who has an account, and a browser that nobody has used yet."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client

from accounts import commands
from accounts.models import User

PASSWORD = "open sesame"


@dataclass(frozen=True)
class Person:
    id: UUID
    username: str
    email: str
    password: str = PASSWORD

    @property
    def user(self) -> User:
        return User.objects.get(id=self.id)

    def browser(self) -> Client:
        client = Client()
        client.force_login(self.user, "accounts.backends.EmailOrUsernameBackend")
        return client


def register(username: str) -> Person:
    email = f"{username}@Example.org"
    return Person(commands.register(username=username, email=email, password=PASSWORD), username, email)


@pytest.fixture
def ann(db: None) -> Person:
    return register("ann")


@pytest.fixture
def bob(db: None) -> Person:
    return register("bob")
