"""Forms check shape; what is allowed and free the decider says. Every error reads on from the field's name."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.validators import validate_email

from accounts.domain.names import MAX_LENGTH
from accounts.domain.user import MAX_BIO, MAX_IMAGE
from accounts.personal_tokens import new_secret
from es_core.errors import CommandReused, Rejected

MAX_EMAIL = 320
MAX_PASSWORD = 1_000
MAX_TOKEN_NAME = 60

WORDS = {
    "required": "can't be blank",
    "invalid": "is invalid",
    "max_length": "is too long (maximum is %(limit_value)d characters)",
    "null_characters_not_allowed": "can't contain null characters",
}
SENT_BEFORE = "This form was sent before with other values. Look them over and send it once more."


class Text(forms.CharField):
    """Too much, or of a wrong shape, is told when it is sent: the browser neither cuts it off nor holds it back."""

    def __init__(self, label: str, maximum: int, widget: type[forms.Widget] = forms.TextInput, **options: Any) -> None:
        attributes = {"placeholder": label, "autocomplete": options.pop("autocomplete", "off")}
        super().__init__(label=label, max_length=maximum, error_messages=WORDS, widget=widget(attributes), **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class Password(Text):
    def __init__(self, label: str = "Password", **options: Any) -> None:
        super().__init__(label, MAX_PASSWORD, forms.PasswordInput, strip=False, **options)


class AccountForm(forms.Form):
    """What the forms of this app share: no `required` attributes, and reasons from beyond shown where they belong."""

    use_required_attribute = False

    def refuse(self, reason: Rejected | CommandReused) -> None:
        if isinstance(reason, CommandReused):
            self.add_error(None, SENT_BEFORE)
        else:
            self.add_error(reason.field if reason.field in self.fields else None, reason.message)


class NewPassword(AccountForm):
    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password


class RegisterForm(NewPassword):
    username = Text("Username", MAX_LENGTH, autocomplete="username")
    email = Text("Email", MAX_EMAIL, validators=[validate_email], autocomplete="email")
    password = Password(autocomplete="new-password")


class LoginForm(AccountForm):
    email = Text("Email", MAX_EMAIL, autocomplete="email")
    password = Password(autocomplete="current-password")


class LeaveForm(AccountForm):
    """The button of no return: the password again, and what becomes of what was written."""

    KEEP, DELETE = "keep", "delete"

    prefix = "leave"
    content = forms.ChoiceField(
        label="Your articles and comments",
        choices=[
            (KEEP, "stay, signed by a nameless “deleted-” and a number"),
            (DELETE, "go with me: nobody can read them here any more"),
        ],
        initial=KEEP,
        widget=forms.RadioSelect,
        error_messages={"required": "must be kept or deleted", "invalid_choice": "must be kept or deleted"},
    )
    password = Password("Your password", autocomplete="current-password")

    @property
    def erases(self) -> bool:
        return bool(self.cleaned_data["content"] == self.DELETE)


class TokenForm(AccountForm):
    """A personal token to come. The form brings the secret along, signed: sent twice, it makes and shows the same."""

    READ, WRITE = "read", "write"

    prefix = "token"
    name = Text("What is it for?", MAX_TOKEN_NAME)
    access = forms.ChoiceField(
        label="It may",
        choices=[(READ, "read what you may read"), (WRITE, "read, and write in your name")],
        initial=READ,
        widget=forms.RadioSelect,
        error_messages={"required": "must be chosen", "invalid_choice": "must be one of these"},
    )
    days = forms.TypedChoiceField(
        label="It is good for",
        choices=[(7, "a week"), (30, "a month"), (90, "three months"), (365, "a year")],
        initial=90,
        coerce=int,
        error_messages={"required": "must be chosen", "invalid_choice": "must be one of these"},
    )
    secret = forms.CharField(required=False, widget=forms.HiddenInput({"autocomplete": "off"}))

    def __init__(self, user_id: UUID, data: Mapping[str, str] | None = None) -> None:
        self.salt = f"accounts.token:{user_id}"
        super().__init__(data, initial={"secret": signing.dumps(new_secret(), salt=self.salt)})

    def clean_secret(self) -> str:
        """A fresh one for a form of another session, or by hand."""
        try:
            return str(signing.loads(self.cleaned_data["secret"], salt=self.salt))
        except signing.BadSignature:
            return new_secret()

    def refuse(self, reason: Rejected | CommandReused) -> None:
        """What was sent before may have made a token: once it is looked over, it makes another."""
        super().refuse(reason)
        if isinstance(reason, CommandReused):
            self.data = dict(self.data.items()) | {self.add_prefix("secret"): self.initial["secret"]}

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("read", "write") if self.cleaned_data["access"] == self.WRITE else ("read",)


class SettingsForm(NewPassword):
    image = Text("URL of profile picture", MAX_IMAGE, required=False, autocomplete="photo")
    username = Text("Your Name", MAX_LENGTH, autocomplete="username")
    bio = Text("Short bio about you", MAX_BIO, forms.Textarea, required=False)
    email = Text("Email", MAX_EMAIL, validators=[validate_email], autocomplete="email")
    password = Password("New Password", required=False, autocomplete="new-password")

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "SettingsForm":
        """Of these fields alone: programs leave out what stays as it is. A password that is sent is a new one."""
        form = cls(sent)
        form.fields = {name: each for name, each in form.fields.items() if name in sent}
        for name in form.fields.keys() & {"password"}:
            form.fields[name].required = True
        return form

    def clean_bio(self) -> str:
        """Browsers send line ends as CRLF; the text is the same."""
        bio: str = self.cleaned_data["bio"]
        return bio.replace("\r\n", "\n")
