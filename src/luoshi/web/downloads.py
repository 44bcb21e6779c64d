"""A file that a browser keeps under a name in Chinese (下载)."""

from __future__ import annotations

from unicodedata import category
from urllib.parse import quote

from django.http import HttpResponse

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What a file system takes for a folder, or refuses in a name.
_RESERVED = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


def download(content: bytes, media: str, name: str) -> HttpResponse:
    """``content`` as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media, headers=headers)


def paper(name: str, content: bytes) -> HttpResponse:
    """A .docx to keep under ``name``, from which signs that steer a screen or a file system are taken out."""
    kept = "".join(sign for sign in name if not category(sign).startswith("C")).translate(_RESERVED)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(kept, safe='')}"}
    return HttpResponse(content, content_type=DOCX, headers=headers)
