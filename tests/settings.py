"""The site's settings as the tests use them: keys of their own, static files from where they lie, es_core's library."""

import os

os.environ.setdefault("SECRET_KEY", "tests")
os.environ.setdefault("KEY_ENCRYPTION_KEY", "dGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgISE=")
os.environ.setdefault("BLIND_INDEX_KEY", "YmxpbmQgYmxpbmQgYmxpbmQgYmxpbmQgYmxpbmQgISE=")
os.environ.setdefault("DATABASE_CONNECTIONS", "40")

from conduit_site.settings import *
from conduit_site.settings import DATABASES, INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.es_core.example"]
# A process that a test starts works on the tests' database.
DATABASES["default"]["NAME"] = os.environ.get("TEST_DATABASE", DATABASES["default"]["NAME"])

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = None  # type: ignore[assignment]  # collects nothing
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["tests.hashers.CheapArgon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
