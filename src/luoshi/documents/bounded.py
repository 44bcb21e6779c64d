"""The program that ``bounds`` starts (受限读取进程).

Standard input: a line of JSON [suffix, name, language], then the bytes of the file. Standard output: JSON, either
{"text": …, "encoding": …} or {"problems": [[where, what, mend, code], …]}.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

import django
from django.conf import settings

from luoshi.documents.bounds import MOST_MEMORY, MOST_SECONDS, OVERRUN
from luoshi.ledger.refusal import Refused


def main() -> int:
    """Read one file and return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    suffix, where, language = json.loads(sys.stdin.buffer.readline())
    settings.configure(
        LANGUAGE_CODE=language, LOCALE_PATHS=[Path(__file__).resolve().parent.parent / "locale"]
    )
    django.setup()
    from luoshi.documents.reading import read_here

    try:
        answer: dict[str, object] = asdict(read_here(sys.stdin.buffer.read(), suffix, where))
    except Refused as refusal:
        told = [(str(p.where), str(p.what), str(p.mend), p.code) for p in refusal.problems]
        answer = {"problems": told}
    except MemoryError:
        return OVERRUN
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
