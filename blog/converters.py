"""What may stand in an address. Anything but NUL, which Postgres can't even be asked for: that is no page of ours."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class WordConverter(StringConverter):
    regex = "[^/\0]+"


class TagConverter(StringConverter):
    """A tag may hold slashes."""

    regex = "[^\0]+"


register_converter(WordConverter, "word")
register_converter(TagConverter, "tag")
