"""Reading within bounds of time and memory (限时限量): a file of a complex format is read in a process of its own.

Why, and what it costs: docs/adr/0013.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused

MOST_SECONDS = 20
"""Seconds of processor time that reading one file may take."""
PATIENCE = 60
"""Seconds by the clock, for a server that is busy with other work."""
MOST_MEMORY = 512 * 1024 * 1024
"""Bytes of address space that reading one file may take."""
PROGRAM = "luoshi.documents.bounded"
OVERRUN = 75
"""The exit code of a reader that ran out of memory."""

_log = logging.getLogger(__name__)


def read_within_bounds(data: bytes, suffix: str, where: str) -> tuple[str, str]:
    """Text and encoding of a file of the kind ``suffix``, read as ``reading.read_here`` does, in a process of its own.

    Refused: what that reader refuses, in the language of the caller; what takes it more than 20 seconds of work, 60 by the clock, or 512 MB;
    and what it fails on, with the failure in the log.
    """
    command = [sys.executable, "-P", "-m", PROGRAM]
    asked = json.dumps([suffix, where, get_language() or "zh-hans"]).encode()
    path = os.pathsep.join(folder for folder in sys.path if folder)
    try:
        done = subprocess.run(  # noqa: S603 - no shell, nothing of the file in the command
            command,
            input=asked + b"\n" + data,
            capture_output=True,
            timeout=PATIENCE,
            env={"PYTHONPATH": path, "PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(_overrun(where)) from error
    if done.returncode == OVERRUN or done.returncode < 0:
        raise Refused(_overrun(where))
    if done.returncode:
        _log.warning("reading a %s file failed:\n%s", suffix, done.stderr.decode(errors="replace")[-4000:])
        raise Refused(_failed(where))
    answer = json.loads(done.stdout)
    if "problems" in answer:
        raise Refused(Problem(*problem) for problem in answer["problems"])
    return answer["text"], answer["encoding"]


def _overrun(where: str) -> Problem:
    return Problem(
        where,
        _("Reading this file takes more than %(seconds)d seconds or %(memory)d MB.")
        % {"seconds": MOST_SECONDS, "memory": MOST_MEMORY // 2**20},
        _("Save the part that holds the plan or the figures as a file of its own, without pictures."),
        "too_large",
    )


def _failed(where: str) -> Problem:
    return Problem(
        where,
        _("The file is damaged: reading it failed."),
        _("Open it in the program that made it and save it anew, or copy its text and paste that."),
        "damaged",
    )
