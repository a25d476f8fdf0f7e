"""Debian's Chromium, or any other that is installed: driven by Playwright, downloaded by nobody."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Root is not allowed a sandbox; the rest keeps the browser from talking to anybody but the site.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MISSING = "These tests need a browser: install Chromium (apt install chromium) or name one in CHROMIUM."


def executable() -> str:
    """Fails the test, rather than skipping it, where there is none."""
    given = os.environ.get("CHROMIUM")
    for name in [given] if given else NAMES:
        if found := shutil.which(name):
            return found
    pytest.fail(f"{MISSING} Looked for: {given or ', '.join(NAMES)}.", pytrace=False)


@contextmanager
def chromium() -> Iterator[Browser]:
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
