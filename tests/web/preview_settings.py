"""The smallest settings in which the shell and the components render, without a database."""

import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo

from luoshi.config.catalogue import stored

CATALOGUE = Path("zh_Hans", "LC_MESSAGES")
COMPILED = tempfile.TemporaryDirectory(prefix="luoshi-locale-")
(COMPILED.name / CATALOGUE).mkdir(parents=True)
with (COMPILED.name / CATALOGUE / "django.mo").open("wb") as compiled:
    write_mo(compiled, stored())

SECRET_KEY = "preview"
ROOT_URLCONF = "web.preview_urls"
ROOMS = "ledger identity org workdays notices documents indicators matters targets assessment briefing web"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    *(f"luoshi.{room}" for room in ROOMS.split()),
]
AUTH_USER_MODEL = "identity.Account"
STATIC_URL = "/static/"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [COMPILED.name]
DATABASES: dict[str, object] = {}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "preview_pages"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "builtins": ["web.preview_tags"],
        },
    }
]
