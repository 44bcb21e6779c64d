"""Reading hostile files: bombs, cycles, damage, random bytes; what came of each, the longest time, the most memory.

Run with `python benchmarks/fuzzing.py [damaged files of each kind]`; 60 without a number. Exit code 1 when a file was
neither read nor refused with advice, or took more than 22 seconds of processor time (20 and the start) or 550 MB.
"""

import os
import random
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.configure(LANGUAGE_CODE="en")
django.setup()

from documents.hostile import KINDS, bombs, damaged, sound  # noqa: E402
from luoshi.documents.reading import read_file  # noqa: E402
from luoshi.ledger.refusal import Refused  # noqa: E402

LIMIT_SECONDS, LIMIT_MB = 22.0, 550
SEED = 20261121


def outcome(data: bytes, suffix: str) -> tuple[str, float]:
    """What came of a file ("read", a code of refusal, or "FAILED …") and the seconds it took."""
    started = spent()
    try:
        read_file(data, f"file{suffix}")
        what = "read"
    except Refused as refusal:
        advised = all(str(p.where) and str(p.what) and str(p.mend) for p in refusal.problems)
        what = refusal.problems[0].code if advised else "FAILED: no advice"
    except Exception as error:  # noqa: BLE001 - what nobody expected is what is looked for
        what = f"FAILED: {error!r}"[:200]
    return what, spent() - started


def spent() -> float:
    """Seconds of processor time of this process and of the readers it started."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def damaged_files(count: int) -> Iterator[tuple[str, bytes, str]]:
    chance = random.Random(SEED)
    for suffix, data in sound().items():
        for _ in range(count):
            yield f"{suffix}: damaged", damaged(data, chance), suffix
    for suffix in KINDS:
        for _ in range(max(1, count // 10)):
            yield f"{suffix}: random bytes", chance.randbytes(chance.randrange(1, 50_000)), suffix


def memory() -> int:
    """MB that the largest reader so far has taken."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def main() -> int:
    failed = False
    for name, make, suffix in bombs():
        what, seconds = outcome(make(), suffix)
        print(f"{name}: {what}, {seconds:.1f} s, up to {memory()} MB", flush=True)
        failed |= what.startswith("FAILED") or seconds > LIMIT_SECONDS
    results: dict[str, Counter[str]] = {}
    slowest: dict[str, float] = {}
    for name, data, suffix in damaged_files(int(sys.argv[1]) if len(sys.argv) > 1 else 60):
        what, seconds = outcome(data, suffix)
        results.setdefault(name, Counter())[what] += 1
        slowest[name] = max(seconds, slowest.get(name, 0.0))
    for name, counts in results.items():
        print(f"{name}: {dict(counts)}, slowest {slowest[name]:.1f} s")
        failed |= slowest[name] > LIMIT_SECONDS or any(what.startswith("FAILED") for what in counts)
    print(f"most memory of a reader: {memory()} MB of {LIMIT_MB}")
    return int(failed or memory() > LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())
