"""What docs/api.md tells to type is typed: in bash, by curl, at a served site with demo content."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts import personal_tokens
from accounts.models import User
from blog.demo import small
from es_core import context
from tests.browser.site import Site, serving

DOCUMENT = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.+?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
HOME = "http://127.0.0.1:8000"
PERSONAL = "conduit_pat_from_your_settings"
# A refusal ends the script, and says what was refused; but where a line writes the status, it expects one.
STRICT = """set -euo pipefail
curl() { case " $* " in *" -w "*) command curl "$@" ;; *) command curl --fail-with-body "$@" ;; esac; }
"""


@pytest.fixture
def demo(transactional_db: None, tmp_path: Path) -> Iterator[Site]:
    with context.acting(actor=None, channel="test"):
        small.seed(lambda _: None)
    with serving(tmp_path, RUNNER="0") as site:
        yield site


def personal() -> str:
    """As the one who signs in at first makes it in the settings."""
    secret, mara = personal_tokens.new_secret(), User.objects.get(username="mara_lindqvist").id
    with context.acting(actor=mara, channel="test"):
        personal_tokens.issue(mara, secret=secret, name="A reader", scopes=["read"], days=7)
    return secret


def test_every_line_does_what_the_document_says(demo: Site, tmp_path: Path) -> None:
    script = STRICT + "\n".join(BLOCKS).replace(HOME, demo.url).replace(PERSONAL, personal())
    done = subprocess.run(
        ["bash"], input=script, capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{demo.troubles()}"
    for said in re.findall(r"# says (.+)$", script, re.MULTILINE):
        assert said in done.stdout, f"{said!r} was not said:\n{done.stdout}"
    assert demo.troubles() == ""


def test_the_document_has_lines_for_what_it_tells_of() -> None:
    lines = "\n".join(BLOCKS)
    assert HOME in lines
    for each in ("If-None-Match", "If-Match", "Idempotency-Key", "cursor=", "/favorite", "/comments", "conduit_pat_"):
        assert each in lines, f"no line shows {each}"
