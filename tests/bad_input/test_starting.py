"""What is told to somebody who starts the site the wrong way: a sentence, never a traceback."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from blog.demo import small
from conduit_site.management.commands.serve import Command


@pytest.mark.parametrize("port", ["0", "65536", "99999", "-1", "x", "", "8000.5", "\u0668", "9" * 5000])
def test_a_port_that_is_none(port: str) -> None:
    with pytest.raises(CommandError, match="a port is a number from 1 to 65535"):
        Command().create_parser("manage.py", "serve").parse_args([f"--port={port}"])


def test_a_port_from_the_environment_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eight thousand")
    with pytest.raises(CommandError, match="a port is a number from 1 to 65535"):
        Command().create_parser("manage.py", "serve").parse_args([])


def test_a_database_of_ones_own_without_keys() -> None:
    clean = {name: value for name, value in os.environ.items() if not name.endswith("_KEY")}
    ended = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "serve"],
        env=clean | {"DATABASE_URL": "postgres:///x", "DJANGO_SETTINGS_MODULE": "conduit_site.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("Conduit can't start. With DATABASE_URL, SECRET_KEY must be set too")
    assert "docs/operating.md" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("REQUESTS_AT_ONCE=many", "REQUESTS_AT_ONCE: invalid literal for int() with base 10: 'many'"),
        ("REQUESTS_AT_ONCE=0", "REQUESTS_AT_ONCE is at least 1, not 0."),
        ("DATABASE_CONNECTIONS=0", "DATABASE_CONNECTIONS is at least 1, not 0."),
        ("TRUSTED_PROXY=nginx", "TRUSTED_PROXY: 'nginx' does not appear to be an IPv4 or IPv6 network"),
    ],
)
def test_a_setting_that_can_not_be_meant(setting: str, words: str, tmp_path: Path) -> None:
    name, _, value = setting.partition("=")
    own = {name: value, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "conduit_site.settings"}
    ended = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "serve"],
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Conduit can't start. {words}")


@pytest.mark.django_db
def test_the_words_of_the_demo_open_the_sign_in_page() -> None:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    [words] = [line for line in out.getvalue().splitlines() if line.startswith("Sign in")]
    address = words.partition("any of ")[2].partition(",")[0]
    answer = Client().post("/login", {"email": address, "password": small.PASSWORD})
    assert answer.status_code == 302
