"""How many sockets come from one address: strangers have no account that they could be counted by."""

from collections import Counter
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network

NETWORK_OF_ONE = 64  # bits: who has an IPv6 address has the whole network to choose from

_sockets: Counter[str] = Counter()


def address_of(client: Sequence[object] | None) -> str:
    """As the server saw it or was told by a trusted proxy; none where there is none to count by (a Unix socket)."""
    try:
        address = ip_address(str(client[0]) if client else "")
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:  # as a server sees them that listens to both
        return str(address.ipv4_mapped)
    return str(ip_network((address, NETWORK_OF_ONE), strict=False))


def enter(address: str) -> int:
    """How many sockets there are from that address in this process, with this one."""
    if address:
        _sockets[address] += 1
    return _sockets[address] if address else 0


def leave(address: str) -> None:
    if address:
        _sockets[address] -= 1
        if not _sockets[address]:
            del _sockets[address]
