"""The smallest settings in which the shell and the components render, without any other room."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "src" / "luoshi" / "locale" / "zh_Hans" / "LC_MESSAGES"
subprocess.run(["msgfmt", "-o", CATALOGUE / "django.mo", CATALOGUE / "django.po"], check=True)

SECRET_KEY = "preview"
ROOT_URLCONF = "web.preview_urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "luoshi.web"]
STATIC_URL = "/static/"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "src" / "luoshi" / "locale"]
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
