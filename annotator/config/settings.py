"""Django settings. What an installation may set comes from `environment`; all else is decided here."""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

from annotator.config import environment, private_postgres

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = environment.load(ROOT)

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
PUBLIC_URL = ENVIRONMENT.public_url
SEED_TEXTS = ENVIRONMENT.seed_texts
HOST = ENVIRONMENT.host
PORT = ENVIRONMENT.port

_public = urlsplit(PUBLIC_URL)
ALLOWED_HOSTS = sorted({"127.0.0.1", "localhost", "[::1]", *ENVIRONMENT.allowed_hosts, _public.hostname or ""} - {""})
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
SECURE = _public.scheme == "https"

INSTALLED_APPS = [
    "annotator",
    "core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "pgtrigger",
    "pghistory",
    "django_htmx",
    "allauth",
    "allauth.account",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "annotator.compression.Compression",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "annotator.middleware.NoPasswordForGuests",
    "annotator.middleware.DomainErrors",
]

ROOT_URLCONF = "annotator.config.urls"
ASGI_APPLICATION = "annotator.config.asgi.application"
WSGI_APPLICATION = "annotator.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "annotator.pages.shell.shell",
            ],
            "builtins": ["django.templatetags.static"],
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    """Django's form of a libpq address; sockets and percent-encoding are libpq's business."""
    facts: dict[str, Any] = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": facts.get("dbname", ""),
        "USER": facts.get("user", ""),
        "PASSWORD": facts.get("password", ""),
        "HOST": facts.get("host", ""),
        "PORT": facts.get("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # The pool keeps connections open between requests and replaces dead ones. `reconnect_timeout` bounds
            # its growing pauses between attempts: by default they outlast a server's restart by many seconds.
            "pool": {"min_size": 0, "max_size": 16, "timeout": 5, "reconnect_timeout": 4},
            # Values travel beside the statement, and what is asked again and again is planned once per connection:
            # a third to a half of the database's time for a new mark.
            "server_side_binding": True,
            "prepare_threshold": 5,
            # No trigger is ever switched off; to find this unset, each trigger would raise and catch an error.
            "options": f"-c pgtrigger.ignore={{}} {facts.get('options', '')}".strip(),
            **{key: facts[key] for key in ("sslmode", "sslrootcert") if key in facts},
        },
    }


DATABASES = {"default": _database(ENVIRONMENT.database_url or private_postgres.database_url(ROOT))}

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "sesame.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "annotator.guards.InvitationOnly"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
# A class shares one address: it is limited widely, one account (`key`) narrowly.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/m/ip,5/300s/key"}
SITE_ID = 1

# The sign-in link: valid an hour, and dead once its account has signed in.
SESAME_MAX_AGE = 3600
SESAME_ONE_TIME = True

SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if SECURE else None  # over plain http browsers only complain of it
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# A note of 10 MB or a deep JSON body is refused by the parser; this bounds what is read at all.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000  # of a folder to be imported

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # Token first: it names the challenge, so that nobody gets 401 and not 403.
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["annotator.api.parsing.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "annotator.api.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Token"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Source credibility and rhetoric: interface, version 1",
    "DESCRIPTION": "Everything a page can do, a program can do. Offsets are Unicode code points, half-open.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "OAS_VERSION": "3.1.0",
}

# A test client looks through all static files, for tens of milliseconds; tests make thousands of them.
WHITENOISE_AUTOREFRESH = DEBUG or "pytest" in sys.modules
STATIC_URL = "/static/"
# Only our own files: what the libraries bring for pages that we do not use is neither collected nor served.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STATICFILES_DIRS = [ROOT / "annotator" / "static"]
STATIC_ROOT = ENVIRONMENT.data_dir / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Files of releases, and what was uploaded to be imported: kept beside the database, in every backup.
RELEASES = ENVIRONMENT.data_dir / "releases"
UPLOADS = ENVIRONMENT.data_dir / "uploads"
# Long work is done by `manage.py work`. A worker says that it lives every few seconds; one that was not heard of for a
# while is taken for dead, and what it was at is begun anew. Told to stop, it has `grace_s` until it is ended.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
WORKER = {"heartbeat_s": 4.0, "dead_after_s": 15.0, "rescue_every_s": 5.0, "poll_every_s": 5.0, "grace_s": 4.0}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or "pytest" in sys.modules
        else "annotator.config.static_storage.HashedStorage"
    },
}

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = False  # one language; otherwise every number in a template asks for the language of its reader
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
