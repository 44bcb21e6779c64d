"""Files named on the command line (文件读取): what cannot be opened or read is told with what to do."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused


def read_bytes(file: Path) -> bytes:
    """The content; Refused where it cannot be opened."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(
            Problem(
                str(file),
                _("The file cannot be opened: %s.") % error.strerror,
                _("Check its name, its folder and whether you may read it."),
            )
        ) from error


def read_text(content: bytes, name: str) -> str:
    """UTF-8 with or without mark, as schemes are written; Refused for anything else."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            Problem(name, _("The file is not UTF-8 text."), _("Save it as plain UTF-8 text."))
        ) from error


def read_file(file: Path) -> str:
    """The text of a scheme's file."""
    return read_text(read_bytes(file), file.name)
