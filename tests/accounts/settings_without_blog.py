"""A site with people and no blog: its frame links to no blog pages, the account pages are the same."""

from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import BASE_DIR, INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [each for each in INSTALLED_APPS if each != "blog"]
ROOT_URLCONF = "tests.accounts.urls_without_blog"
FRAME = Path(__file__).parent / "templates_without_blog"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [FRAME, BASE_DIR / "templates"]}]
