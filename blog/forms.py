"""Forms ask the domain's own rules, field by field, so that all that is wrong is told at once, in the same words."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict

from blog.domain import wording
from blog.domain.report import Reason
from blog.domain.tags import normalise_tags
from blog.models import Article
from es_core.errors import CommandReused, Rejected

T = TypeVar("T")

SENT_BEFORE = "This form was sent before with other values. Look them over and send it once more."


class Ruled(forms.CharField):
    """A text that a rule of the domain cleans and checks."""

    def __init__(self, rule: Callable[[str], str], **options: Any) -> None:
        super().__init__(required=False, **options)
        self.rule = rule

    def clean(self, value: Any) -> str:
        return _asked(self.rule, value or "")


class TagsInput(forms.Widget):
    """Repeated `tagList` fields; one may hold several tags, with commas between."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        sent = data.getlist("tagList") if hasattr(data, "getlist") else data.get("tagList", [])
        return [tag for each in sent for tag in (part.strip() for part in each.split(",")) if tag]


class BoundTags(BoundField):
    """In a template, the tags themselves: as sent, or as the article has them."""

    def __iter__(self) -> Iterator[str]:  # type: ignore[override] # a BoundField would list widgets
        return iter(self.value() or [])

    def __len__(self) -> int:
        return len(self.value() or [])


class Tags(forms.Field):
    widget = TagsInput

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        return BoundTags(form, self, field_name)

    def clean(self, value: Any) -> tuple[str, ...]:
        return _asked(normalise_tags, value)


class Moment(forms.Field):
    """As a datetime-local field sends it, in UTC unless it names its zone; None when left empty."""

    def clean(self, value: Any) -> datetime | None:
        if not (text := (value or "").strip()):
            return None
        try:
            moment = datetime.fromisoformat(text[:40])
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            raise ValidationError("is no date and time like 2026-12-31T09:00") from None


class BlogForm(forms.Form):
    use_required_attribute = False

    def refuse(self, reason: Rejected | CommandReused) -> None:
        """Show why a command was refused beside the field that it names."""
        if isinstance(reason, CommandReused):
            self.add_error(None, SENT_BEFORE)
        else:
            field = "tags" if reason.field == "tagList" else reason.field
            self.add_error(field if field in self.fields else None, reason.message)


class ArticleForm(BlogForm):
    """`version` is the article's when its editor opened; a new article has none."""

    title = Ruled(wording.title)
    description = Ruled(wording.description)
    body = Ruled(wording.body, widget=forms.Textarea)
    tags = Tags()
    publish_on = Moment()
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    @staticmethod
    def values_of(article: Article) -> dict[str, Any]:
        return {
            "title": article.title,
            "description": article.description,
            "body": article.body,
            "tags": article.tags,
            "publish_on": f"{article.published_at.astimezone(UTC):%Y-%m-%dT%H:%M}" if article.waits else "",
            "version": article.version,
        }

    @classmethod
    def values_sent(cls, sent: QueryDict) -> dict[str, Any]:
        """Of a form that never arrived, to be looked over and sent again."""
        return {name: field.widget.value_from_datadict(sent, {}, name) for name, field in cls.base_fields.items()}


class CommentForm(BlogForm):
    body = Ruled(wording.comment, widget=forms.Textarea)


class ReportForm(BlogForm):
    reason = forms.ChoiceField(
        choices=[
            (Reason.SPAM, "It is spam or advertising"),
            (Reason.ABUSE, "It attacks or threatens somebody"),
            (Reason.ILLEGAL, "It may be against the law"),
            (Reason.OTHER, "Something else"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "must be chosen", "invalid_choice": "must be one of these"},
    )
    text = Ruled(wording.report, widget=forms.Textarea)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("reason") == Reason.OTHER and self.cleaned_data.get("text") == "":
            self.add_error("text", "is needed to know what it is about")
        return self.cleaned_data


class ReasonForm(BlogForm):
    reason = Ruled(wording.reason, widget=forms.Textarea)


def _asked(rule: Callable[[Any], T], value: Any) -> T:
    try:
        return rule(value)
    except Rejected as reason:
        raise ValidationError(reason.message) from reason
