"""`{% command_id %}`, the hidden field that makes a form sent twice happen once; and masking."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from es_core.audit import masking
from es_core.live import page
from es_core.live.holes import COMMAND_ID

register = template.Library()


@register.simple_tag(takes_context=True)
def command_id(context: Context) -> SafeString:
    value = COMMAND_ID if "in_part" in context else page.fill(context.get("request"))(COMMAND_ID)
    return format_html('<input type="hidden" name="command_id" value="{}" autocomplete="off">', value)


@register.filter
def masked(value: object) -> str:
    """`{{ reason|masked }}`: what may quote an address of somebody, for pages that have no way to ask for it."""
    return masking.text(str(value))
