"""The benchmark runs in a process of its own: its event and its readings are nobody else's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OF_EACH_SYSTEM = ("read-all", "load-10", "append-1x1", "append-1x8", "append-10x8", "append-1000", "command")
OURS_ALONE = ("tail", "rebuild")


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """A Python with these arguments, on the tests' server but with the site's own settings."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "conduit_site.settings"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="session")
def quick_run(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """All works that need no server of pages; where the results are, and what was said."""
    out = tmp_path_factory.mktemp("benchmarks")
    done = run("-m", "bench", "--quick", "--only", *OF_EACH_SYSTEM, *OURS_ALONE, "--out", str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    return out, done.stdout
