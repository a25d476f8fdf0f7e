"""The site's settings as the tests use them: keys of their own, static files from where they lie."""

import os

os.environ.setdefault("SECRET_KEY", "tests")
os.environ.setdefault("KEY_ENCRYPTION_KEY", "dGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgISE=")
os.environ.setdefault("BLIND_INDEX_KEY", "YmxpbmQgYmxpbmQgYmxpbmQgYmxpbmQgYmxpbmQgISE=")

from conduit_site.settings import *
from conduit_site.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
