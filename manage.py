#!/usr/bin/env python3
"""Django's command line for Conduit. Works from the clone with nothing activated: it changes to .venv by itself."""

import os
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (an old Python must get to the sentence below)
VENV = os.path.join(HERE, ".venv")  # noqa: PTH118
NOT_INSTALLED = "Conduit is not installed yet: `make run` does that (it needs Python 3.11 or newer, with venv)."


def change_to_venv() -> None:
    python = os.path.join(VENV, "bin", "python")  # noqa: PTH118
    if os.path.realpath(sys.prefix) == os.path.realpath(VENV) or os.environ.get("CONDUIT_VENV") == VENV:
        return
    if os.path.exists(python):  # noqa: PTH110
        os.environ["CONDUIT_VENV"] = VENV  # a broken .venv must not end in a loop
        os.execv(python, [python, *sys.argv])  # noqa: S606


def stop(number: int, frame: object) -> None:
    """Ends like any other end, so that the last process stops Postgres."""
    sys.exit(128 + number)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduit_site.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(NOT_INSTALLED)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except ImproperlyConfigured as problem:
        sys.exit(f"Conduit can't start. {problem}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        # Whoever reads has gone (`| head`); without this, Python complains once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    change_to_venv()
    main()
