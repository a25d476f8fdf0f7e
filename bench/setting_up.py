"""Django on the site's settings, for processes that measure it; with keys where nobody gave any."""

import base64
import os

import django

KEYS = ("SECRET_KEY", "KEY_ENCRYPTION_KEY", "BLIND_INDEX_KEY")


def set_up(database_url: str = "") -> None:
    """On the site's own server, embedded or outside, or on the database at this address."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduit_site.settings")
    if database_url:
        os.environ["DATABASE_URL"] = database_url
    for each in KEYS:
        os.environ.setdefault(each, base64.b64encode(each.ljust(32).encode()[:32]).decode())
    django.setup()
