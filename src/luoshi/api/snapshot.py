"""The description of the interface as a file: ``python -m luoshi.api.snapshot`` writes docs/api/openapi.json."""

from __future__ import annotations

import json
import os
from pathlib import Path

FILE = Path(__file__).resolve().parents[3] / "docs" / "api" / "openapi.json"


def described() -> str:
    """The description as it stands in the file."""
    from luoshi.api.service import api

    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the file anew."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
    django.setup()
    FILE.write_text(described(), encoding="utf-8")


if __name__ == "__main__":
    main()
