"""All settings; what differs between machines comes from the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from conduit_site.own_keys import of_32_bytes, own_key, own_sealing_key
from conduit_site.postgres.places import PORT, socket_directory
from conduit_site.watchers import LOOPBACK, networks


class Env(environ.Env):  # type: ignore[misc]  # django-environ has no types
    """Says which variable holds what is no number."""

    def get_value(self, var: str, *args: Any, **options: Any) -> Any:
        try:
            return super().get_value(var, *args, **options)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var}: {error}") from error


env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()  # what the site writes, all of it

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = own_key(env, "SECRET_KEY", VAR_DIR / "keys", length=48)
KEY_ENCRYPTION_KEY = own_sealing_key(env, "KEY_ENCRYPTION_KEY", VAR_DIR / "keys")  # lost: so is what it sealed
BLIND_INDEX_KEY = own_sealing_key(env, "BLIND_INDEX_KEY", VAR_DIR / "keys")  # lost: nobody is found by e-mail
OLD_KEY_ENCRYPTION_KEY = env.str("OLD_KEY_ENCRYPTION_KEY", default="")  # for rotate_keys, and while it runs
if OLD_KEY_ENCRYPTION_KEY:
    of_32_bytes("OLD_KEY_ENCRYPTION_KEY", OLD_KEY_ENCRYPTION_KEY)

HTTPS = env.bool("HTTPS", default=False)  # readers come by https, here or at the trusted proxy
TRUSTED_PROXY = env.list("TRUSTED_PROXY", default=[])  # addresses or networks whose X-Forwarded-For and -Proto count
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[".localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

REQUESTS_AT_ONCE = env.int("REQUESTS_AT_ONCE", default=24)  # each is a thread; ten of them get a database connection
REQUEST_PATIENCE = env.float("REQUEST_PATIENCE", default=10.0)  # seconds that a request waits for its turn before a 503
RUNNER = env.bool("RUNNER", default=True)  # this process feeds catch-up projectors and sends what is due
LARGEST_BODY = env.int("LARGEST_BODY", default=5_000_000)  # bytes of a request; more is a 413
LIVE_SOCKETS = env.int("LIVE_SOCKETS", default=10_000)  # of one process: tabs that follow the log, 40 KB each
LIVE_SOCKETS_OF_ADDRESS = env.int("LIVE_SOCKETS_OF_ADDRESS", default=1_000)  # a whole office may share one
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY
METRICS_FROM = env.list("METRICS_FROM", default=LOOPBACK)  # addresses or networks that may see /metrics
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # or whoever sends this one
networks("METRICS_FROM", tuple(METRICS_FROM))
networks("TRUSTED_PROXY", tuple(TRUSTED_PROXY))

CORS_ALLOWED_ORIGINS = env.list("CORS_ORIGINS", default=[])  # sites whose scripts may call the API; never with cookies
CORS_URLS_REGEX = r"^/(api/|graphql$)"
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match"]
CORS_EXPOSE_HEADERS = ["ETag", "Retry-After", "X-Correlation-ID"]

INSTALLED_APPS = [
    "conduit_site",
    "blog",
    "accounts",  # ahead of django.contrib.auth: its createsuperuser sends a command
    "es_core",
    "accounts.admin_config.AdminConfig",  # Django's, whose sign-ins and sign-outs are commands too
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",  # its documentation pages' own files
    "corsheaders",
    "channels",
    "axes",
]

MIDDLEWARE = [
    "conduit_site.probes.probes",
    "conduit_site.metrics.measured",
    "django.middleware.security.SecurityMiddleware",
    "conduit_site.static.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "conduit_site.api_errors.json_errors",
    "conduit_site.api_head.head_as_get",
    "es_core.live.middleware.live_moment",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.CommandContextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "conduit_site.unavailable.UnavailableMiddleware",
    "conduit_site.not_allowed.not_allowed_page",
]

ROOT_URLCONF = "conduit_site.urls"
ASGI_APPLICATION = "conduit_site.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "es_core.live.kept.csrf_token",
            ],
        },
    },
]

COMMAND_RETENTION_DAYS = env.int("COMMAND_RETENTION_DAYS", default=0)  # what purge_commands keeps; 0 keeps all
NOTED_RETENTION_DAYS = env.int("NOTED_RETENTION_DAYS", default=0)  # the same for sockets, exports, looks: no commands

EMBEDDED = not env.str("DATABASE_URL", default="")
EMBEDDED_DATABASE: dict[str, Any] = {
    "ENGINE": "conduit_site.postgres",
    "NAME": "conduit",
    "USER": "postgres",
    "HOST": str(socket_directory(VAR_DIR / "postgres")),
    "PORT": str(PORT),
}
DATABASE: dict[str, Any] = EMBEDDED_DATABASE if EMBEDDED else env.db("DATABASE_URL", engine="conduit_site.pooled")
# Of es_core's own statements; Django binds on the client. 0 where a pooler in front can't keep them.
PREPARE_AFTER = env.int("PREPARE_AFTER", default=2)
POOL = {
    "min_size": 1,
    "max_size": env.int("DATABASE_CONNECTIONS", default=10),
    "timeout": env.float("DATABASE_PATIENCE", default=3.0),  # seconds that a request waits for one before a 503
}
for name, number in (("REQUESTS_AT_ONCE", REQUESTS_AT_ONCE), ("DATABASE_CONNECTIONS", POOL["max_size"])):
    if number < 1:
        raise ImproperlyConfigured(f"{name} is at least 1, not {number}.")
DATABASES: dict[str, dict[str, Any]] = {
    "default": DATABASE
    | {
        "CONN_MAX_AGE": 0,  # the pool keeps connections, not the threads
        "CONN_HEALTH_CHECKS": False,  # the pool's own; conduit_site.pooled checks
        "OPTIONS": DATABASE.get("OPTIONS", {}) | {"pool": POOL, "prepare_threshold": PREPARE_AFTER or None},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.EmailOrUsernameBackend"]
PASSWORD_HASHERS = [
    "accounts.passwords.FrugalArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 8}}]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "accounts.csrf.unsent_form"

AXES_HANDLER = "accounts.sign_in.Slowdown"
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]  # in this order: the handler weighs them differently
AXES_FAILURE_LIMIT = env.int("SIGN_IN_FAILURES", default=5)  # of an account; an address has five times as many
AXES_COOLOFF_TIME = timedelta(minutes=env.int("SIGN_IN_PAUSE", default=5))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # nobody is kept out for longer by others who go on trying
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "accounts.sign_in.counted_as"
AXES_CLIENT_IP_CALLABLE = "accounts.sign_in.counted_address"
AXES_LOCKOUT_CALLABLE = "accounts.sign_in.told_to_wait"
AXES_ENABLE_ADMIN = False  # nothing is written there by hand; the command record shows every try
AXES_DISABLE_ACCESS_LOG = True  # the command record has every sign-in
AXES_VERBOSE = False

TOKEN_DAYS = env.int("TOKEN_DAYS", default=60)  # how long a token of the API is good

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", "http:", "https:"],  # articles and avatars link to pictures anywhere
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HSTS_SUBDOMAINS", default=False)

LOG_FORMAT = env.str("LOG_FORMAT", default="line")
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured(f"LOG_FORMAT is line or json, not {LOG_FORMAT!r}.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "conduit_site.logs.WithRequest"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "conduit_site.logs.as_json"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "psycopg.pool": {"level": "ERROR"},  # it warns of every command that Ctrl-C interrupts
    },
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
