"""The site as `make run` starts it: a process of its own, on a free port, with a Postgres of its own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from conduit_site.postgres.cluster import Cluster
from tests.platform.conftest import ROOT, end_postgres, postmaster, processes_of, wait_until

WORDS = "Conduit is ready"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """`./manage.py serve`, on the data in a directory; `said` is what it printed until it was ready."""

    def __init__(self, var: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        self.cluster = Cluster(var / "postgres")
        asked = {"VAR_DIR": str(var), "PORT": str(self.port), "DEMO": "0"}
        asked |= {"DJANGO_SETTINGS_MODULE": "conduit_site.settings"}
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "manage.py", "serve"],
            env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith(WORDS):
                break

    def answer(self, method: str, path: str, **more: object) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, **more)  # type: ignore[arg-type]
        response = connection.getresponse()
        response.body = response.read().decode()  # type: ignore[attr-defined]
        connection.close()
        return response

    def status(self, path: str) -> int:
        return self.answer("GET", path).status

    def ends(self, number: signal.Signals) -> int:
        """As a terminal does it: every process of the group gets the signal."""
        os.killpg(self.process.pid, number)
        return self.ended()

    def ended(self) -> int:
        self.said += self.process.communicate(timeout=60)[0].splitlines(keepends=True)
        return self.process.returncode


def status_of(var: Path, projector: str) -> dict[str, Any]:
    told = subprocess.run(
        [sys.executable, ROOT / "manage.py", "es_status", "--json"],
        env=os.environ | {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "conduit_site.settings"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return next(each for each in json.loads(told.stdout)["projectors"] if each["name"] == projector)


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    var = tmp_path_factory.mktemp("site")
    yield var
    end_postgres(Cluster(var / "postgres"))


@pytest.fixture
def site(var: Path) -> Iterator[Site]:
    site = Site(var)
    yield site
    if site.process.poll() is None:
        site.ends(signal.SIGINT)
    if site.process.stdout:
        site.process.stdout.close()


def test_it_says_where_it_is_and_ctrl_c_leaves_nothing_behind(site: Site) -> None:
    assert f"http://127.0.0.1:{site.port}" in site.said[0]
    assert "/admin/" in site.said[1]
    assert "createsuperuser" in site.said[1]
    assert site.status("/login") == 200
    assert site.ends(signal.SIGINT) == 0
    assert processes_of(site.cluster.directory) == []
    assert "Conduit has stopped.\n" in site.said  # Postgres may say that it takes its time


def test_pages_and_files_carry_their_headers(site: Site) -> None:
    page = site.answer("GET", "/login")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    stylesheet = page.body.partition('rel="stylesheet" href="')[2].partition('"')[0]  # type: ignore[attr-defined]
    found = site.answer("GET", stylesheet)
    assert found.status == 200
    assert "immutable" in found.headers["Cache-Control"]
    assert found.headers["Content-Type"].startswith("text/css")


def test_too_large_a_body_is_a_413_however_it_is_sent(site: Site) -> None:
    assert site.answer("POST", "/login", body=b"x" * 5_000_001).status == 413
    chunks = (b"x" * 100_000 for _ in range(60))
    refused = site.answer("POST", "/login", body=chunks, encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
    assert refused.status == 413
    program = site.answer("POST", "/api/articles", body=b"x" * 5_000_001)
    assert program.status == 413
    assert json.loads(program.body) == {"errors": {"request": ["request entity too large"]}}  # type: ignore[attr-defined]
    assert site.answer("POST", "/login", body=b"x" * 1_000_000).status == 403  # read, and without a CSRF token


def test_a_request_at_work_is_answered_before_the_end(site: Site) -> None:
    answers: list[int] = []
    with psycopg.connect(**site.cluster.address("conduit")) as connection:
        connection.execute("LOCK TABLE django_session")
        visitor = threading.Thread(target=lambda: answers.append(reading(site)))
        visitor.start()
        wait_until(lambda: is_waited_for(site, "django_session"))
        os.killpg(site.process.pid, signal.SIGTERM)
        wait_until(lambda: refuses(site.port))
    visitor.join()
    assert answers == [200]
    assert site.ended() == 0
    assert processes_of(site.cluster.directory) == []


def reading(site: Site) -> int:
    return site.answer("GET", "/login", headers={"Cookie": f"sessionid={'x' * 32}"}).status


def is_waited_for(site: Site, table: str) -> bool:
    with psycopg.connect(**site.cluster.address("conduit")) as connection:
        asked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
        return connection.execute(asked, [table]).fetchone() == (1,)


def refuses(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_it_comes_back_when_postgres_is_killed_under_it(site: Site) -> None:
    assert reading(site) == 200
    os.kill(postmaster(site.cluster), signal.SIGKILL)
    assert reading(site) in (200, 503)
    wait_until(lambda: reading(site) == 200)


def test_it_starts_again_after_being_killed(var: Path) -> None:
    killed = Site(var)
    killed.process.kill()
    killed.process.communicate()
    assert processes_of(killed.cluster.directory)
    again = Site(var)
    assert again.status("/login") == 200
    again.ends(signal.SIGTERM)
    assert processes_of(again.cluster.directory) == []


def test_it_feeds_catch_up_projectors_and_the_next_site_takes_over_from_a_killed_one(var: Path) -> None:
    for _ in range(2):
        site = Site(var)
        mine = f"{socket.gethostname()}:{site.process.pid}"
        wait_until(lambda mine=mine: status_of(var, "activity")["holder"] == mine)
        assert status_of(var, "activity")["state"] == "running"
        site.process.kill()
        site.process.communicate()


def test_a_taken_port_is_named_at_once(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        site = Site(var, port=taken.getsockname()[1])
        assert site.ended() == 1
    assert f"Port {site.port} is taken" in "".join(site.said)
