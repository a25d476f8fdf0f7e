"""The API's accounts: registering, signing in, the account of whoever holds the token."""

from typing import Any

from django import forms
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import BaseModel

from accounts import commands, tokens
from accounts.api_access import ACCOUNT, Token, nobody, own_token, require
from accounts.forms import AccountForm, LoginForm, RegisterForm, SettingsForm
from accounts.models import User
from accounts.sign_in import check_sign_in, is_slowed_down
from es_core.errors import Rejected

users = Router(tags=["Users"])


class Errors(Schema):
    """By field, or by what it is about."""

    errors: dict[str, list[str]]


class NewUser(BaseModel):
    username: str | None = None
    email: str | None = None
    password: str | None = None


class Credentials(BaseModel):
    email: str | None = None
    password: str | None = None


class UserChanges(BaseModel):
    """What is absent stays as it is; null takes bio and image away."""

    email: str | None = None
    username: str | None = None
    password: str | None = None
    bio: str | None = None
    image: str | None = None


class Account(Schema):
    email: str
    username: str
    bio: str | None
    image: str | None
    token: str


class Register(BaseModel):
    user: NewUser


class Login(BaseModel):
    user: Credentials


class UpdateUser(BaseModel):
    user: UserChanges


class UserAnswer(Schema):
    user: Account


class Invalid(Exception):
    """What a form says of the values sent, by field."""

    def __init__(self, form: forms.Form) -> None:
        super().__init__("invalid")
        self.errors = {name: [str(each) for each in reasons] for name, reasons in form.errors.items()}


@users.post("/users", auth=nobody, response={201: UserAnswer, 409: Errors, 422: Errors})
def register(request: HttpRequest, payload: Register) -> Status[dict[str, Any]]:
    form = _valid(RegisterForm(payload.user.model_dump()))
    user_id = commands.register(**form.cleaned_data)
    user = User.objects.select_related("profile").get(id=user_id)
    return Status(201, _answer(user, tokens.issue(user)))


@users.post("/users/login", auth=nobody, response={200: UserAnswer, 401: Errors, 403: Errors, 422: Errors, 429: Errors})
def login(request: HttpRequest, payload: Login) -> dict[str, Any]:
    """Slowed down by account and by address, like the page."""
    form = _valid(LoginForm(payload.user.model_dump()))
    try:
        user = check_sign_in(request, **form.cleaned_data)
    except Rejected as reason:
        if is_slowed_down(request):
            raise HttpError(429, reason.message) from reason
        raise
    user_logged_in.send(sender=User, request=request, user=user)
    user = User.objects.select_related("profile").get(id=user.id)
    return _answer(user, tokens.issue(user))


@users.get("/user", auth=Token(), response={200: UserAnswer, 401: Errors}, openapi_extra={"x-not-kept": True})
def current_user(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """The answer has a token in it: it is not to be kept."""
    response.headers["Cache-Control"] = "no-store"
    user = _holder(request)
    return _answer(user, own_token(request, user))


@users.put("/user", auth=Token(), response={200: UserAnswer, 401: Errors, 409: Errors, 422: Errors})
def update_user(request: HttpRequest, payload: UpdateUser) -> dict[str, Any]:
    """A new password ends all tokens given before; the answer brings one for it. Who changes password or address has to
    have signed in with the password: a personal token is not enough."""
    user = _holder(request)
    sent = payload.user.model_dump(exclude_unset=True)
    if sent.keys() & {"email", "password"}:
        require(request, ACCOUNT)
    form = _valid(SettingsForm.of({name: value or "" for name, value in sent.items()}))
    commands.edit_settings(user.id, **form.cleaned_data)
    user = User.objects.select_related("profile").get(id=user.id)
    return _answer(user, own_token(request, user))


def _valid(form: AccountForm) -> AccountForm:
    if not form.is_valid():
        raise Invalid(form)
    return form


def _holder(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - Token lets nobody else in
    return request.user


def _answer(user: User, token: str) -> dict[str, Any]:
    profile = user.profile
    return {
        "user": {
            "email": user.email,
            "username": profile.username,
            "bio": profile.bio,
            "image": profile.image,
            "token": token,
        }
    }
