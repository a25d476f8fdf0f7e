"""Who may look at how the site does: whom METRICS_FROM names by address, or whoever has the METRICS_TOKEN."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from conduit_site.proxy import FORWARDED, HEARSAY, parsed

LOOPBACK = ["127.0.0.0/8", "::1"]


def may_watch(request: HttpRequest) -> bool:
    """An address counts only where it is known: not behind a proxy that nobody trusts, whose own it would be."""
    given = request.headers.get("Authorization", "")
    if settings.METRICS_TOKEN and constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return True
    address = parsed(request.META.get("REMOTE_ADDR", ""))
    if address is None or _is_hearsay(request):
        return False
    return any(address in network for network in networks("METRICS_FROM", tuple(settings.METRICS_FROM)))


def _is_hearsay(request: HttpRequest) -> bool:
    """Some proxy passed it on for somebody, and no trusted one said for whom."""
    if HEARSAY in getattr(request, "scope", {}):
        return True
    return any(name.decode() in request.headers for name in FORWARDED)


@lru_cache(maxsize=8)
def networks(setting: str, texts: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    """Raises ImproperlyConfigured in words."""
    try:
        return [ip_network(text, strict=False) for text in texts]
    except ValueError as error:
        raise ImproperlyConfigured(f"{setting}: {error}") from error
