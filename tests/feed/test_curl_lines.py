"""What docs/feed.md tells to type is typed, at a served site with demo content."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.api.test_curl_lines import HOME, STRICT, demo
from tests.browser.site import Site

__all__ = ["demo"]

pytestmark = pytest.mark.django_db(transaction=True)

DOCUMENT = (Path(__file__).parents[2] / "docs" / "feed.md").read_text()


def test_every_line_does_what_the_document_says(demo: Site, tmp_path: Path) -> None:
    [block] = re.findall(r"^```sh\n(.+?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    script = STRICT + block.replace(HOME, demo.url)
    done = subprocess.run(["bash"], input=script, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    for said in ('"articles":[{', '"events":[{', "retry: 2000\nid: ", '\ndata: {"type":"author.registered"'):
        assert said in done.stdout
    assert demo.troubles() == ""
