"""The drill of docs/operations.md, by the very commands that stand there."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from accounts import commands
from accounts.forgetting import forget_user
from conduit_site.postgres.binaries import newest
from es_core import context
from tests.browser.site import environment
from tests.moving import site
from tests.platform.restored import LOG, column, connected, holds_the_fence, refuses_changes

PAGE = (settings.BASE_DIR / "docs" / "operations.md").read_text()
DRILL = "conduit_drill"
AWAY = f"DROP DATABASE IF EXISTS {DRILL} WITH (FORCE)"
READY = "Conduit is ready: "
KEYS = "SELECT subject_id FROM es_subject_key"


def blocks(title: str) -> list[str]:
    """The shell commands under a heading of the page, block by block."""
    chapter = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```$", chapter, re.MULTILINE | re.DOTALL)


log_dump, keys_dump, forgotten_list = blocks("Back-up")
settings_of_drill, restore, forget_again, check, serve, drop = blocks("A restore drill")


class Operator:
    """At a shell, with the service's settings; `env` is the shell's."""

    def __init__(self, place: Path) -> None:
        live = environment(place / "var")
        drilled = live["DATABASE_URL"].replace(f"/{connection.settings_dict['NAME']}?", f"/{DRILL}?")
        path = f"{Path(newest().program('psql')).parent}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        self.env = os.environ | live | {"PATH": path, "BACKUPS": str(place), "DRILL_URL": drilled}

    def runs(self, *commands: str) -> str:
        """Ends at the first command that fails."""
        script = "\n".join([settings_of_drill, *commands])
        shell = self.shell(script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said, _ = shell.communicate(timeout=300)
        assert shell.returncode == 0, f"{script}\n{said}"
        return str(said)

    def backs_up(self, *commands: str) -> None:
        shell = self.shell("\n".join(commands), stderr=subprocess.PIPE)
        assert shell.communicate(timeout=300)[1] == ""
        assert shell.returncode == 0

    def shell(self, script: str, **streams: Any) -> "subprocess.Popen[str]":
        return subprocess.Popen(["sh", "-euc", script], cwd=settings.BASE_DIR, env=self.env, text=True, **streams)


class Restored:
    """The site that `serve` makes of the drill's database."""

    def __init__(self, url: str) -> None:
        self.url = url

    def signed_in(self, email: str) -> Any:
        """What the API says of whoever signs in; None for somebody whom it does not let in."""
        body = json.dumps({"user": {"email": email, "password": site.PASSWORD}}).encode()
        asked = urllib.request.Request(f"{self.url}/api/users/login", body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return json.load(answer)["user"]
        except urllib.error.HTTPError as refusal:
            if refusal.code != 401:
                raise
            return None


@contextmanager
def served(operator: Operator) -> Iterator[Restored]:
    running = operator.shell(f"{settings_of_drill}\nexec {serve}", stdout=subprocess.PIPE)
    try:
        assert running.stdout
        yield Restored(next(line for line in running.stdout if line.startswith(READY)).removeprefix(READY).strip())
    finally:
        running.terminate()
        running.communicate(timeout=60)


@pytest.fixture
def people(transactional_db: None) -> Iterator[dict[str, UUID]]:
    """Ann and Bob, and two who ask to be forgotten."""
    site.settle()
    with context.acting(actor=None, channel="test"):
        found = {
            name: commands.register(username=name, email=f"{name}@example.org", password=site.PASSWORD)
            for name in ("cat", "dan")
        }
    yield found
    site.empty()


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with connected("postgres") as outer:
        outer.execute(AWAY.encode())
        yield Operator(tmp_path)
        outer.execute(AWAY.encode())


def test_the_page_brings_the_site_back_and_nobody_who_was_forgotten(
    people: dict[str, UUID], operator: Operator
) -> None:
    """The log's dump is younger than that of the keys; Cat was forgotten between the two, Dan behind both."""
    operator.backs_up(log_dump, keys_dump)
    forget_user(people["cat"], erase=False)
    operator.backs_up(log_dump)
    backed_up = column(connection.settings_dict["NAME"], LOG)
    forget_user(people["dan"], erase=False)
    operator.backs_up(forgotten_list)
    live = column(connection.settings_dict["NAME"], LOG)
    operator.runs(restore)
    assert column(DRILL, LOG) == backed_up
    assert set(people.values()) < set(column(DRILL, KEYS))  # their keys are back, so their addresses could be read
    assert "1 people are forgotten" in operator.runs(forget_again)
    assert not set(people.values()) & set(column(DRILL, KEYS))
    assert "the log is sound" in operator.runs(check)
    refuses_changes(DRILL)
    holds_the_fence(DRILL)
    with served(operator) as restored:
        assert restored.signed_in("Ann@example.org")["email"] == "Ann@example.org"
        assert [restored.signed_in(f"{name}@example.org") for name in people] == [None, None]
    operator.runs(drop)
    assert column("postgres", f"SELECT datname FROM pg_database WHERE datname = '{DRILL}'") == []
    assert column(connection.settings_dict["NAME"], LOG) == live
