"""Pictures of people, at addresses that they gave."""

import unicodedata
from urllib.parse import urlsplit


def safe_image_url(url: str | None) -> str | None:
    """The address itself if it is a complete http(s) one without control or invisible characters."""
    if not url or any(unicodedata.category(character)[0] in "CZ" for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
