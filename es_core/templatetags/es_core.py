"""`{% command_id %}`, the hidden field that makes a form sent twice happen once; and masking."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from es_core.audit import masking
from es_core.context import new_id

register = template.Library()


@register.simple_tag(takes_context=True)
def command_id(context: Context) -> SafeString:
    value = "" if "in_part" in context else new_id()  # a kept part gets one whenever it is put into a page
    return format_html('<input type="hidden" name="command_id" value="{}" autocomplete="off">', value)


@register.filter
def masked(value: object) -> str:
    """`{{ reason|masked }}`: what may quote an address of somebody, for pages that have no way to ask for it."""
    return masking.text(str(value))
