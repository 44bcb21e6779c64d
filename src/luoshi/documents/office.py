"""Old office files turned into new ones by LibreOffice, where it is installed (旧格式转换)."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused

PROGRAM = "soffice"
PATIENCE = 60
"""Seconds a conversion may take."""
LARGEST_RESULT = 50 * 1024 * 1024
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_FILTERS = {".doc": "MS Word 97", ".xls": "MS Excel 97"}
"""The one filter that may open a file, so that no other format comes in under an old name."""


def renewed(data: bytes, where: str, suffix: str) -> bytes:
    """An old .doc or .xls (``suffix``) as .docx or .xlsx, converted in a folder and a profile of its own.

    Refused: no LibreOffice here, no old office file, no result within 60 seconds or of more than 50 MB.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise _refused(where, suffix, "kind")
    if not data.startswith(_OLD_OFFICE):
        raise _refused(where, suffix, "damaged")
    with TemporaryDirectory(prefix="luoshi-") as name:
        folder = Path(name)
        source, result = folder / f"source{suffix}", folder / "out" / f"source{suffix}x"
        source.write_bytes(data)
        _run(
            [
                program,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--norestore",
                f"--infilter={_FILTERS[suffix]}",
                "--convert-to",
                f"{suffix[1:]}x",
                "--outdir",
                str(result.parent),
                str(source),
            ]
        )
        if not result.exists() or result.stat().st_size > LARGEST_RESULT:
            raise _refused(where, suffix, "damaged")
        return result.read_bytes()


def _run(command: list[str]) -> None:
    """Let a command end, or end it with all that it started; whether it did its work its result tells."""
    with subprocess.Popen(  # noqa: S603 - no shell, no word of the command comes from the file or its name
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _refused(where: str, suffix: str, code: str) -> Refused:
    return Refused(
        Problem(
            where,
            _("Files of the kind “%s” cannot be read.") % suffix
            if code == "kind"
            else _(
                "This old office file could not be converted: it is damaged, protected by a password, or of another kind."
            ),
            _("Open it in Word, Excel or WPS, choose “Save as” and save it as %sx.") % suffix,
            code,
        )
    )
