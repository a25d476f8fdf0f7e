"""`./manage.py serve`: gets everything ready and serves until it is told to stop; `make run` ends here."""

import os
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import get_resolver

from conduit_site import ready, static
from es_core import live, runner
from es_core.management.chosen import RawHelp
from es_core.operating import worker


class Command(RawHelp, BaseCommand):
    help = """Serve pages and sockets; migrate, rebuild what changed and fill an empty embedded database before.

    ./manage.py serve
    ./manage.py serve --host 0.0.0.0 --port 80      for others; see docs/operating.md first

    Ctrl-C, SIGTERM or SIGHUP stop it, after the requests at work. Settings come from the environment.
    """
    requires_system_checks = ()  # `make lint` has them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=port_number, default=os.environ.get("PORT") or "8000")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        from conduit_site import server

        signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's background jobs ignore it otherwise
        bound = server.bind(host, port)
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        self.say(f"Conduit is coming up at {address} (Ctrl-C stops it).")
        self.say(f"Its admin is at {address}/admin/; ./manage.py createsuperuser makes an account that may enter.")
        ready.database(self.say)
        static.collect()
        from conduit_site.asgi import application

        _ = get_resolver().url_patterns  # so that the first reader does not wait for the imports
        if settings.EMBEDDED:
            ready.keep_postgres_alive()
        if settings.RUNNER:
            runner.start()
            worker.start()
        server.SiteServer(application, bound).run(lambda: self.say(f"Conduit is ready: {address}"))
        worker.stop()
        runner.stop()
        live.stop()
        self.say("Conduit has stopped.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
        sys.stdout.flush()


def port_number(text: str) -> int:
    """The system would take a larger number for another one."""
    if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536:
        return int(text)
    raise ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
