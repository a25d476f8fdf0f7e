"""Static files: collected when they changed, served with hashed names that browsers keep for ever."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from conduit_site.postgres import locks


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise has no types
    """Answers with the bytes themselves: ASGI would read a file object through a warning, and at once all the same."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file:
                content = found.file.read()
        response = HttpResponse(content, status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response


def collect() -> None:
    """Into STATIC_ROOT, unless it holds what was collected from these very files. Processes that start together take
    turns: each would clear away what another has just written."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    print_now = fingerprint()
    with alone():
        if not stamp.exists() or stamp.read_text() != print_now:
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            stamp.write_text(print_now)


@contextmanager
def alone() -> Iterator[None]:
    settings.VAR_DIR.mkdir(mode=0o755, parents=True, exist_ok=True)
    lock = locks.open_lock(settings.VAR_DIR / "static.lock")
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        locks.release(lock)


def fingerprint() -> str:
    """Of every file's name, size and time, and of what hashes and compresses them."""
    seen = sha256(f"{version('django')} {version('whitenoise')}".encode())
    for finder in get_finders():
        for name, storage in finder.list(None):
            found = Path(storage.path(name)).stat()
            seen.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return seen.hexdigest()
