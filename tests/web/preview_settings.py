"""The smallest settings in which the shell and the components render, without any other room."""

import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = Path("zh_Hans", "LC_MESSAGES")
COMPILED = tempfile.TemporaryDirectory(prefix="luoshi-locale-")
(COMPILED.name / CATALOGUE).mkdir(parents=True)
subprocess.run(
    [
        "msgfmt",
        "-o",
        COMPILED.name / CATALOGUE / "django.mo",
        ROOT / "src" / "luoshi" / "locale" / CATALOGUE / "django.po",
    ],
    check=True,
)

SECRET_KEY = "preview"
ROOT_URLCONF = "web.preview_urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "luoshi.web"]
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
