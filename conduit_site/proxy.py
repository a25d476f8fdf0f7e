"""Who the client is when a reverse proxy stands in front: only a proxy that is trusted is believed."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from conduit_site.asgi_shapes import Application, Receive, Scope, Send

Address = IPv4Address | IPv6Address
FORWARDED = (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-port", b"forwarded")
HEARSAY = "conduit.hearsay"  # in the scope: somebody else than a trusted proxy passed it on, for whomever


class TrustedProxy:
    """Puts the client's address and scheme into the scope, and takes out every header that claims one."""

    def __init__(self, application: Application, trusted: Iterable[str]) -> None:
        self.application = application
        self.networks = [ip_network(network, strict=False) for network in trusted]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope = self.seen_by_proxy(scope)
        await self.application(scope, receive, send)

    def seen_by_proxy(self, scope: Scope) -> Scope:
        headers = list(scope["headers"])
        seen = dict(scope)
        seen["headers"] = [(name, value) for name, value in headers if name not in FORWARDED]
        seen["root_path"] = ""  # the server would take it from a header of anybody's
        client = scope.get("client")
        if client and (peer := parsed(client[0])) and self.is_trusted(peer):
            seen["client"] = [str(self.client_behind(peer, values(headers, b"x-forwarded-for"))), 0]
            if values(headers, b"x-forwarded-proto")[-1:] == ["https"]:
                seen["scheme"] = "https" if scope["type"] == "http" else "wss"
        elif len(seen["headers"]) < len(headers):
            seen[HEARSAY] = True
        return seen

    def client_behind(self, peer: Address, forwarded: list[str]) -> Address:
        """Each proxy adds its peer on the right, so what stands left of the first stranger is hearsay."""
        found = peer
        for address in map(parsed, reversed(forwarded)):
            if address is None:
                break
            found = address
            if not self.is_trusted(address):
                break
        return found

    def is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def values(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> list[str]:
    lines = [value.decode("latin1") for name, value in headers if name == wanted]
    return [part.strip() for part in ",".join(lines).split(",") if part.strip()]


def parsed(text: str) -> Address | None:
    """An IPv4 address in IPv6's clothes is the IPv4 address; a port is cut off."""
    bare = text.removeprefix("[").partition("]")[0] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
