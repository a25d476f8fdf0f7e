"""Static files of several web processes that share a directory."""

import os
import subprocess
import sys
from pathlib import Path

from tests.platform.conftest import ROOT

COLLECT = "import django; django.setup(); from conduit_site import static; static.collect()"


def test_processes_that_start_together_do_not_take_each_others_files_away(tmp_path: Path) -> None:
    env = os.environ | {"VAR_DIR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "conduit_site.settings"}
    command = [sys.executable, "-c", COLLECT]
    started = [subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [each.communicate(timeout=300)[1] for each in started] == [""] * 3
    assert [each.returncode for each in started] == [0] * 3
    assert (tmp_path / "var" / "static" / "staticfiles.json").exists()
