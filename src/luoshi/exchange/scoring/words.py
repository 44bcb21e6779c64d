"""The text of a scheme's file (方案文本)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused


def read_text(content: bytes, name: str) -> str:
    """UTF-8 with or without mark, as schemes are written; Refused for anything else."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            Problem(name, _("The file is not UTF-8 text."), _("Save it as plain UTF-8 text."))
        ) from error
