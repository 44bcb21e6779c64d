"""No file fells the reader: it is read, or refused with where and how to mend it, within bounds of time and memory.

Seeded; `benchmarks/fuzzing.py` does the same at length.
"""

from __future__ import annotations

import logging
import os
import random
import resource
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import django
import pytest

from documents.hostile import KINDS, SENTENCE, bombs, damaged, sound, swollen, word
from documents.pdf_maker import report
from luoshi.documents import bounds
from luoshi.documents.reading import read_file, read_here
from luoshi.ledger.refusal import Problem, Refused

SEED = 3
DEAR = {
    ".docx: 20,000 parts",
    ".docx: 300 MB of spaces",
    ".docx: a million attributes",
    ".xlsx: 300 MB of spaces",
    ".xlsx: 20,000 parts",
    ".txt: 19 MB in one line, GB18030",
    ".docx: a million paragraphs",
    ".docx: 500 numbers of a million digits",
    ".pdf: 20 million letters on a page",
    ".pdf: 300,000 objects",
    ".pdf: 20,000 pages",
    ".pdf: a stream of 600 MB",
    ".pdf: a drawing of 20,000 rules",
    ".html: 100,000 tags left open",
    ".html: 100,000 tables in each other",
    ".html: a million cells merged",
}
"""Those that take seconds to make or to refuse: left to the benchmark."""


def outcome(data: bytes, name: str) -> Problem | None:
    """The problem of a file that was refused, None of one that was read."""
    try:
        read_file(data, name)
    except Refused as refusal:
        (problem,) = refusal.problems
        assert str(problem.where).startswith(name)
        assert str(problem.what) and str(problem.mend) and problem.code
        return problem
    return None


def spent() -> float:
    """Seconds of processor time that readers have taken so far."""
    times = os.times()
    return times.children_user + times.children_system


def bombs_read() -> tuple[dict[str, tuple[bool, float]], int]:
    """Of each bomb whether it was refused and the seconds it took; the kilobytes that the largest reader took."""
    django.setup()
    found = {}
    for name, make, suffix in bombs():
        if name not in DEAR:
            data, started = make(), spent()
            found[name] = outcome(data, f"a{suffix}") is not None, spent() - started
    return found, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def test_bombs_are_refused_in_time() -> None:
    # A child is counted with what its parent held when it started it: the parent is a small process of its own.
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        found, kilobytes = apart.submit(bombs_read).result()
    assert len(found) > 10
    for name, (refused, seconds) in found.items():
        assert refused, name
        assert seconds < bounds.MOST_SECONDS + 2, name
    assert kilobytes <= 550 * 1024


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".html", ".txt", ".md"])
def test_damaged_files_are_read_or_refused(suffix: str) -> None:
    chance = random.Random(SEED)
    original = sound()[suffix]
    for _ in range(100):
        data = damaged(original, chance)
        try:
            read_here(data, suffix, f"a{suffix}")
        except Refused as refusal:
            assert all(str(problem.mend) for problem in refusal.problems)


def test_damaged_pdfs_and_random_bytes_are_read_or_refused(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    chance = random.Random(SEED)
    original = sound()[".pdf"]
    for _ in range(5):
        outcome(damaged(original, chance), "a.pdf")
    for suffix in KINDS:
        assert outcome(chance.randbytes(3000), f"a{suffix}")


@pytest.mark.parametrize("suffix", KINDS)
def test_an_empty_file_is_refused_under_every_name(suffix: str) -> None:
    assert outcome(b"", f"a{suffix}")


@pytest.mark.parametrize(
    ("data", "name", "right"),
    [
        (word(), "a.pdf", ".docx"),
        (report([SENTENCE]), "a.docx", ".pdf"),
        (report([SENTENCE]), "a.txt", ".pdf"),
    ],
)
def test_a_wrong_ending_is_named(data: bytes, name: str, right: str) -> None:
    problem = outcome(data, name)
    assert problem is not None
    assert problem.code == "kind"
    assert right in str(problem.mend)


def test_a_reader_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "PATIENCE", 0.5)
    problem = outcome(b"<a " * 100_000, "a.html")
    assert problem is not None
    assert problem.code == "too_large"


def test_a_reader_that_fails_is_told_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bounds, "PROGRAM", "luoshi.documents.absent")
    problem = outcome(word(), "a.docx")
    assert problem is not None
    assert problem.code == "damaged"
    assert "absent" in caplog.text


def test_what_eats_all_memory_is_refused_as_too_large() -> None:
    problem = outcome(swollen(), "a.pdf")
    assert problem is not None
    assert problem.code == "too_large"


def test_fifty_pages_are_read() -> None:
    plan = ["（一）抓项目", "要抓好项目建设，全年力争完成投资120亿元以上，增长8.5%，" * 20 + "完。"]
    data = report(plan * 50, "青河区人民政府文件")
    started = spent()
    text = read_file(data, "a.pdf").text
    assert data.count(b"/Type/Page/") >= 50
    assert text == "\n".join(plan * 50)
    assert spent() - started < 10
