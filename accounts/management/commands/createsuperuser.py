"""Registers a user with all rights, by command: asks on the terminal, or takes options and environment."""

import os
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts import commands
from accounts.backends import find_user_id
from accounts.domain.names import username_of
from accounts.management.asking import ask, ask_password, needs_terminal
from es_core.context import acting
from es_core.errors import Rejected
from es_core.management.chosen import RawHelp

ELSEWHERE = "use --noinput, --username, --email and DJANGO_SUPERUSER_PASSWORD"


class Command(RawHelp, BaseCommand):
    help = """Register a user with all rights, who signs in at /admin/ with username or e-mail.

    ./manage.py createsuperuser                                    asks for everything
    DJANGO_SUPERUSER_PASSWORD=... ./manage.py createsuperuser --noinput --username ann --email ann@example.org
    """
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", help="or DJANGO_SUPERUSER_USERNAME")
        parser.add_argument("--email", help="or DJANGO_SUPERUSER_EMAIL")
        parser.add_argument(
            "--noinput",
            "--no-input",
            dest="interactive",
            action="store_false",
            help="ask nothing; without DJANGO_SUPERUSER_PASSWORD nobody can sign in until a password is set",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        asked = self._asked(options) if options["interactive"] else self._given(options)
        try:
            with acting(actor=None, channel="manage.py createsuperuser"):
                commands.register(**asked, roles=("superuser",))
        except Rejected as reason:
            raise CommandError(f"{reason.field} {reason.message}") from reason
        self.stdout.write(f"{asked['username']} is a superuser now.")

    def _asked(self, options: dict[str, Any]) -> dict[str, Any]:
        needs_terminal(ELSEWHERE)
        return {
            "username": options["username"] or ask("Username", username, self.stderr),
            "email": _checked(options["email"]) if options["email"] else ask("Email", email, self.stderr),
            "password": ask_password(self.stderr),
        }

    def _given(self, options: dict[str, Any]) -> dict[str, Any]:
        given = {name: options[name] or _environment(name) for name in ("username", "email")}
        if missing := [name for name, value in given.items() if not value]:
            raise CommandError(f"--noinput needs --{missing[0]} or DJANGO_SUPERUSER_{missing[0].upper()}")
        return {**given, "email": _checked(given["email"]), "password": _password()}


def _environment(name: str) -> str:
    return os.environ.get(f"DJANGO_SUPERUSER_{name.upper()}", "")


def _password() -> str | None:
    password = _environment("password") or None
    try:
        if password:
            validate_password(password)
    except ValidationError as reason:
        raise CommandError(f"password {reason.messages[0]}") from reason
    return password


def _checked(address: str) -> str:
    try:
        return email(address)
    except ValidationError as reason:
        raise CommandError(f"email {reason.messages[0]}") from reason


def username(text: str) -> str:
    try:
        name = username_of(text)
    except Rejected as reason:
        raise ValidationError(reason.message) from reason
    if find_user_id(username=name):
        raise ValidationError("has already been taken")
    return name


def email(text: str) -> str:
    try:
        validate_email(text.strip())
    except ValidationError as reason:
        raise ValidationError("is invalid") from reason
    if find_user_id(email=text):
        raise ValidationError("has already been taken")
    return text.strip()
