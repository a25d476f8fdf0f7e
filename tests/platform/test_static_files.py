"""Static files of several web processes that share a directory."""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

from conduit_site.postgres import locks
from tests.platform.conftest import ROOT

COLLECT = "import django; django.setup(); from conduit_site import static; print('now', flush=True); static.collect()"
A_WHILE = 3.0  # seconds, for a process that would not wait


def collecting(var: Path) -> "subprocess.Popen[str]":
    """A process that is about to collect them."""
    env = os.environ | {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "conduit_site.settings"}
    process = subprocess.Popen([sys.executable, "-c", COLLECT], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "now\n"
    return process


def test_a_process_does_not_take_away_what_another_one_is_collecting(tmp_path: Path) -> None:
    lock = locks.open_lock(tmp_path / "static.lock")
    fcntl.flock(lock, fcntl.LOCK_EX)
    waiting = collecting(tmp_path)
    time.sleep(A_WHILE)
    assert not (tmp_path / "static").exists()
    locks.release(lock)
    waiting.communicate(timeout=300)
    assert waiting.returncode == 0
    assert (tmp_path / "static" / "staticfiles.json").exists()
