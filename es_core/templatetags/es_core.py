"""`{% command_id %}`: the hidden field that makes a form sent twice happen once."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from es_core.context import new_id

register = template.Library()


@register.simple_tag
def command_id() -> SafeString:
    return format_html('<input type="hidden" name="command_id" value="{}" autocomplete="off">', new_id())
