"""Forms check shape; what is allowed and free the decider says. Every error reads on from the field's name."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email

from accounts.domain.texts import MAX_INPUT
from accounts.domain.user import MAX_BIO, MAX_IMAGE
from es_core.errors import CommandReused, Rejected

MAX_EMAIL = 320
MAX_PASSWORD = 1_000

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
    username = Text("Username", MAX_INPUT, autocomplete="username")
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


class SettingsForm(NewPassword):
    image = Text("URL of profile picture", MAX_IMAGE, required=False, autocomplete="photo")
    username = Text("Your Name", MAX_INPUT, autocomplete="username")
    bio = Text("Short bio about you", MAX_BIO, forms.Textarea, required=False)
    email = Text("Email", MAX_EMAIL, validators=[validate_email], autocomplete="email")
    password = Password("New Password", required=False, autocomplete="new-password")

    def clean_bio(self) -> str:
        """Browsers send line ends as CRLF; the text is the same."""
        bio: str = self.cleaned_data["bio"]
        return bio.replace("\r\n", "\n")
