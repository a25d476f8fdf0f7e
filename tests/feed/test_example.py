"""The example client, killed with -9 again and again while the site goes on, ends with exactly what the site shows."""

import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.accounts.conftest import Person
from tests.browser.site import Site
from tests.es_core.at_once import in_background
from tests.feed.copying import EXAMPLE, copied, example, on_the_site
from tests.feed.test_snapshot import Life
from tests.live.page import eventually

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 6
SECONDS = 10.0


def started(site: Site, path: Path, topics: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(EXAMPLE), site.url, str(path), "--topics", topics]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def lives(life: Life, until: float) -> None:
    while time.monotonic() < until:
        life.goes_on()
        time.sleep(0.01)


def is_killed_now_and_then(site: Site, path: Path, topics: str, until: float) -> "subprocess.Popen[bytes]":
    """The last one is left running."""
    chance = random.Random(topics)
    process = started(site, path, topics)
    while time.monotonic() < until:
        time.sleep(chance.uniform(0.2, 2 * SECONDS / KILLS))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process = started(site, path, topics)
    return process


@pytest.mark.parametrize("topics", ["all", "tag:ant"])
def test_killed_and_begun_again_it_ends_with_the_site_s_state(
    site: Site, ann: Person, bob: Person, tmp_path: Path, topics: str
) -> None:
    life, path = Life(7, ann, bob), tmp_path / "copy.sqlite"
    until = time.monotonic() + SECONDS
    with in_background(partial(lives, life, until)) as living:
        process = is_killed_now_and_then(site, path, topics, until)
        living[0].result()
    try:
        copy = example().Copy(str(path))
        eventually(lambda: copied(copy) == on_the_site(topics), patience=40)
        time.sleep(1)  # and it stays so
        assert copied(copy) == on_the_site(topics)
        assert process.poll() is None
        copy.db.close()
    finally:
        process.kill()
        process.wait()
    assert site.troubles() == ""


def test_what_the_site_refuses_ends_it_with_the_reason(site: Site, tmp_path: Path) -> None:
    command = [sys.executable, str(EXAMPLE), site.url, str(tmp_path / "copy.sqlite"), "--topics", "nothing"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 1
    assert "topics" in ended.stderr
