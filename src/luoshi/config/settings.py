"""Django settings, read from the environment.

LUOSHI_HOME          folder of the embedded database (default: ./var)
LUOSHI_DATABASE_URL  postgres://… for PostgreSQL 15+; absent = SQLite in LUOSHI_HOME
LUOSHI_SECRET_KEY    required outside demo and tests
LUOSHI_DEMO          "1" allows one-click sign-in as the invented cast
LUOSHI_HOSTS         comma-separated host names
LUOSHI_API_RATE      requests a minute that a key may make of each worker (default: 600)
LUOSHI_API_WAITING   reports that may wait to be filed before further ones are put off (default: 10000)
LUOSHI_AT_ONCE       requests that a worker computes at once, each over a connection of its own (default: 4);
                     `luoshi serve` sets it to its --threads
LUOSHI_HTTPS         "1" behind a proxy that ends TLS and sets X-Forwarded-Proto and X-Forwarded-For itself
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("LUOSHI_HOME", "var")).resolve()
DEMO = os.environ.get("LUOSHI_DEMO") == "1"
BEHIND_TLS = os.environ.get("LUOSHI_HTTPS") == "1"
TESTING = "pytest" in sys.modules
SHORTEST_SECRET = 32

DEBUG = False
ALLOWED_HOSTS = [h for h in os.environ.get("LUOSHI_HOSTS", "127.0.0.1,localhost").split(",") if h]


def _secret_key() -> str:
    key = os.environ.get("LUOSHI_SECRET_KEY", "")
    if len(key) >= SHORTEST_SECRET:
        return key
    if not key and (DEMO or TESTING):
        return "demonstration-only-not-a-secret"
    if len(sys.argv) > 1 and sys.argv[1] in {"makemigrations", "makemessages", "compilemessages", "check"}:
        return "build-step-only-not-a-secret"
    raise ImproperlyConfigured(
        f"Set LUOSHI_SECRET_KEY to {SHORTEST_SECRET} or more random characters before serving a real district."
    )


SECRET_KEY = _secret_key()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "luoshi.ledger",
    "luoshi.identity",
    "luoshi.org",
    "luoshi.workdays",
    "luoshi.notices",
    "luoshi.documents",
    "luoshi.indicators",
    "luoshi.matters",
    "luoshi.targets",
    "luoshi.assessment",
    "luoshi.briefing",
    "luoshi.exchange",
    "luoshi.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "luoshi.web.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "luoshi.web.middleware.Language",
    "luoshi.api.middleware.ApiFrame",
    "luoshi.web.middleware.SoundInput",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "luoshi.web.middleware.Viewer",
    "luoshi.web.way_back.WayBack",
    "luoshi.web.middleware.Refusals",
    "luoshi.web.past.PastView",
]

ROOT_URLCONF = "luoshi.config.urls"
WSGI_APPLICATION = "luoshi.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "luoshi.web.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "luoshi.web.templatetags.luoshi_ui",
            ],
        },
    }
]

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=15000; "
    # What was removed, a ballot above all, does not stay behind in free pages of the file.
    "PRAGMA secure_delete=ON;"
)

if os.environ.get("LUOSHI_DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(os.environ["LUOSHI_DATABASE_URL"], conn_max_age=60)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "luoshi.config.sqlite",
            "NAME": str(HOME / "luoshi.sqlite3"),
            # IMMEDIATE: a writer waits at BEGIN instead of failing at COMMIT; FULL: an acknowledged write survives power loss.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
            "CONN_MAX_AGE": 60,
            # In memory: said here because it is understood by itself for Django's own engine only.
            "TEST": {"NAME": ":memory:"},
        }
    }

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["luoshi.identity.backend.Accounts"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.ScryptPasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

API_REQUESTS_A_MINUTE = int(os.environ.get("LUOSHI_API_RATE", "600"))
REQUESTS_AT_ONCE = int(os.environ.get("LUOSHI_AT_ONCE", "4"))
API_MOST_WAITING = int(os.environ.get("LUOSHI_API_WAITING", "10000"))

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
# Without it a form sent over https would look as if it came from another site.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if BEHIND_TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Faults go to standard error, which whatever runs the service keeps.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security.csrf": {"level": "WARNING"},
        "luoshi": {"handlers": ["stderr"], "level": "WARNING"},
    },
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
