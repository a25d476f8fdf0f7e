"""docs/es_core.md is a whole application, and runs as it stands there: es_core needs no blog, no account, no settings
of ours. A project in a directory of its own, on a database of its own, in a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]
FILE = re.compile(r"^```python\n# (\S+\.py)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAME = "test_start_page"
SETTINGS = "import os\nSECRET_KEY = 'pantry'\nUSE_TZ = True\nDEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n"


@pytest.fixture
def database(transactional_db: None) -> Iterator[dict[str, str]]:
    """Where libpq finds it, which the page's settings leave to its own variables."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME}")
        known = connection.settings_dict
        places = {f"PG{each}": str(known[each]) for each in ("HOST", "PORT", "USER", "PASSWORD") if known[each]}
        yield places
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def project(directory: Path) -> None:
    """The files of the page, and no more than Django wants of any project."""
    for name, code in FILE.findall((ROOT / "docs/es_core.md").read_text()):
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(
            SETTINGS + code.replace('"NAME": "pantry"', f'"NAME": "{NAME}"') if name == "settings.py" else code
        )


def test_the_start_page_runs(tmp_path: Path, database: dict[str, str]) -> None:
    project(tmp_path)
    keys = {each: getattr(settings, each) for each in ("KEY_ENCRYPTION_KEY", "BLIND_INDEX_KEY")}
    environment = os.environ | keys | database | {"DJANGO_SETTINGS_MODULE": "settings"}
    environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), str(ROOT)])

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "django", *arguments]
        ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    run("makemigrations", "pantry")
    run("migrate")
    assert run("shell", "-v0", "-c", (tmp_path / "use.py").read_text()).splitlines() == [
        "there are only 170 g left",
        "170",
    ]
    run("rebuild_projections", "jars")
    assert run("shell", "-v0", "-c", "from pantry.models import Jar; print(Jar.objects.get().grams)") == "170\n"
