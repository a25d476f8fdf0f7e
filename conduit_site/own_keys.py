"""Keys that the site makes for itself: once, under var/, readable by nobody else."""

import os
import secrets
from base64 import b64decode, b64encode
from contextlib import suppress
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured


def own_key(env: environ.Env, name: str, directory: Path, length: int = 32) -> str:
    """Random bytes in base64: from the environment, else from the file that an earlier start made. Beside an outside
    database none is made: every machine on it needs the same, and a new one could not read what the old one sealed."""
    if given := env.str(name, default=""):
        return str(given)
    if env.str("DATABASE_URL", default=""):
        raise ImproperlyConfigured(
            f"With DATABASE_URL, {name} must be set too, once and for ever: openssl rand -base64 {length}\n"
            "docs/operating.md tells what the three keys are for."
        )
    return made_once(directory / name.lower(), length)


def own_sealing_key(env: environ.Env, name: str, directory: Path) -> str:
    return of_32_bytes(name, own_key(env, name, directory))


def of_32_bytes(name: str, found: str) -> str:
    """Checked now: later the first sign-up would fail of it."""
    try:
        length = len(b64decode(found, validate=True))
    except ValueError:
        length = 0
    if length != 32:
        raise ImproperlyConfigured(f"{name} must be 32 bytes in base64, as openssl rand -base64 32 makes them.")
    return found


def made_once(path: Path, length: int) -> str:
    """Two processes may get here at once: the first one's key counts, and nobody reads half of one."""
    if not path.exists():
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(b64encode(secrets.token_bytes(length)))
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()
