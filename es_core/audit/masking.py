"""What identifies a person in the record, hidden: addresses, browsers, and e-mail addresses wherever they stand."""

import re
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address, ip_address
from typing import Any

HIDDEN = "•••"
EMAIL = re.compile(r"([^\s@<>\"'(),;:]{1,64})@([^\s@<>\"'(),;:]{1,255})")
IPV4 = re.compile(r"(?<!\d)(?<!\d\.)\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)")
IPV6 = re.compile(r"(?<![0-9a-fA-F:])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}")  # and a colon of the sentence


def email(address: str) -> str:
    """Enough to recognise one that is known."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}{HIDDEN}@{domain}"


def address(text: str | None) -> str:
    """The network says whether two came from the same corner, not who it was."""
    if not text:
        return ""
    try:
        found = ip_address(text)
    except ValueError:
        return HIDDEN
    if isinstance(found, IPv4Address):
        return ".".join(text.split(".")[:2]) + f".{HIDDEN}"
    return ":".join(found.exploded.split(":")[:2]) + f":{HIDDEN}"


def agent(text: str) -> str:
    return HIDDEN if text else ""


def text(value: str) -> str:
    """With no e-mail and no IP address left in it."""
    return IPV6.sub(_if_address, IPV4.sub(_if_address, without_emails(value)))


def without_emails(value: str) -> str:
    return EMAIL.sub(lambda found: email(found[0]), value) if "@" in value else value


def anything(value: Any, mask: Callable[[str], str] = text) -> Any:
    """JSON, to any depth; keys too."""
    match value:
        case str():
            return mask(value)
        case list():
            return [anything(each, mask) for each in value]
        case dict():
            return {mask(name): anything(each, mask) for name, each in value.items()}
    return value


def _if_address(found: "re.Match[str]") -> str:
    run = found[0]
    for each in (run, run.rstrip(":"), run.lstrip(":"), run.strip(":")):
        with suppress(ValueError):
            ip_address(each)
            return run.replace(each, address(each))
    return run
