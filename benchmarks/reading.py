"""Reading plan documents: precision and recall on the labelled development set, seconds for thirty pages, files too.

Run with `python benchmarks/reading.py`; the labelled set lies in ../shared/data/documents beside the
repository.
"""

import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Hashable, Iterable
from io import BytesIO
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import django
import docx
from django.conf import settings

from documents.pdf_maker import report
from luoshi.documents.reading import read_file
from luoshi.kernel.text.number_check import check
from luoshi.kernel.text.outline import Outline, outline
from luoshi.kernel.text.requirements import extract_tasks
from luoshi.kernel.text.targets import extract_targets

LABELLED = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "documents"
PAGE = 750
"""Characters on a page of an official document: 22 lines of 28, less headings."""
LIMIT_SECONDS = 2.0


def compare(kind: str, found: Iterable[Hashable], wanted: Iterable[Hashable]) -> tuple[int, int, int]:
    """Hits, found and wanted of one document, every miss and surplus printed."""
    have, want = Counter(found), Counter(wanted)
    for missed in (want - have).elements():
        print(f"  {kind} missed:  {missed}")
    for surplus in (have - want).elements():
        print(f"  {kind} surplus: {surplus}")
    return (have & want).total(), have.total(), want.total()


def outline_counts(clauses: Outline, wanted: dict[str, int]) -> dict[str, int]:
    counts = {
        "level1": sum(node.level == 1 for node in clauses.nodes),
        "level2": sum(node.level == 2 for node in clauses.nodes),
        "arabic": sum(node.level == 3 for node in clauses.nodes),
        "yao_items": sum(node.mark.endswith("要") for node in clauses.nodes),
    }
    return {name: counts[name] for name in wanted}


def measure(name: str, totals: dict[str, list[int]]) -> None:
    text = (LABELLED / "docs" / f"{name}.txt").read_text(encoding="utf-8")
    label = json.loads((LABELLED / "labels" / f"{name}.json").read_text(encoding="utf-8"))
    clauses = outline(text)
    print(name)
    results = {
        "outline count": compare(
            "outline count", outline_counts(clauses, label["outline"]).items(), label["outline"].items()
        ),
        "target": compare(
            "target",
            (
                (t.indicator, t.kind, t.op, t.value, t.unit, t.period, t.start, t.end)
                for t in extract_targets(text, clauses)
            ),
            (
                (t["indicator"], t["kind"], t["op"], t["value"], t["unit"], t["period"], *t["span"])
                for t in label["targets"]
            ),
        ),
        "task": compare(
            "task",
            (
                (t.no, t.title, t.lead, t.support, t.leader, t.deadline, t.start, t.end)
                for t in extract_tasks(text, clauses)
            ),
            (
                (
                    t["no"],
                    t["what"],
                    tuple(t["lead"]),
                    tuple(t["co"]),
                    tuple(t["leader"]),
                    t["deadline"],
                    *t["span"],
                )
                for t in label["tasks"]
            ),
        ),
    }
    for kind, figures in results.items():
        totals[kind] = [a + b for a, b in zip(totals.get(kind, [0, 0, 0]), figures, strict=True)]


def thirty_pages() -> str:
    part = (
        "（一）推进产业升级。一要抓好项目建设，全年力争完成投资120亿元以上，增长8%左右；二要培育企业，新增规上企业15家。"
        "三要优化环境，6月底前出台办法。（区发改局牵头，区财政局按职责分工负责）\n"
    )
    return part * (30 * PAGE // len(part) + 1)


def word(text: str) -> bytes:
    document = docx.Document()
    for words in text.split("\n"):
        document.add_paragraph(words)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def spent() -> float:
    """Seconds of processor time of this process and of the readers it started."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def files(text: str) -> None:
    """Seconds from a file to its outline, targets, tasks and checked numbers, for each kind of file."""
    if not settings.configured:
        settings.configure(LANGUAGE_CODE="en")
        django.setup()
    made = {
        ".txt": text.encode("gb18030"),
        ".docx": word(text),
        ".pdf": report([words for words in text.split("\n") if words], "青河区人民政府文件"),
    }
    for suffix, data in made.items():
        started = spent()
        read = read_file(data, f"plan{suffix}").text
        reading = spent() - started
        clauses = outline(read)
        extract_targets(read, clauses), extract_tasks(read, clauses), check(read)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(
            f"{len(read) // PAGE} pages as {suffix}, {len(data) // 1024} KB: read in {reading:.2f} s, ",
            end="",
        )
        print(
            f"outlined, extracted and checked as well in {spent() - started:.2f} s; reader up to {memory} MB"
        )


def main() -> int:
    if LABELLED.exists():
        totals: dict[str, list[int]] = {}
        for name in ("D05", "D06"):
            measure(name, totals)
        for kind, (hits, found, wanted) in totals.items():
            print(f"{kind}: precision {hits}/{found}, recall {hits}/{wanted}")
    else:
        print("labelled set absent: only the time is measured")
    text = thirty_pages()
    started = time.process_time()
    clauses = outline(text)
    targets, tasks = extract_targets(text, clauses), extract_tasks(text, clauses)
    seconds = time.process_time() - started
    print(f"30 pages, {len(clauses.nodes)} clauses, {len(targets)} targets, {len(tasks)} tasks: ", end="")
    print(f"{seconds:.2f} s, {seconds / LIMIT_SECONDS:.2f} of the {LIMIT_SECONDS:.0f} s allowed")
    for pages in (1, 7):
        files(text * pages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
