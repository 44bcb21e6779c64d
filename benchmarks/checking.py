"""The number check: precision and recall on the labelled bulletins, false accusations, seconds for thirty pages.

Run with `python benchmarks/checking.py`; the labelled set lies in ../shared/data/documents beside the
repository.
"""

import json
import sys
import time
from collections.abc import Hashable, Iterable
from pathlib import Path

from reading import LABELLED, LIMIT_SECONDS, PAGE, compare

from luoshi.kernel.text.number_check import Relation, check

BULLETINS = ("D01", "D02", "D03", "D04")


def labelled(name: str) -> tuple[str, list[dict[str, object]]]:
    text = (LABELLED / "docs" / f"{name}.txt").read_text(encoding="utf-8")
    label = json.loads((LABELLED / "labels" / f"{name}.json").read_text(encoding="utf-8"))
    return text, label["relations"]


def wanted_key(label: dict[str, object]) -> tuple[Hashable, ...]:
    """Type, claim and all spans; a claim such as y/r counts as its first printed number."""
    spans = {entry["name"]: tuple(entry["span"]) for entry in label["operands"]}  # type: ignore[attr-defined]
    claim = spans[str(label["claim"]).partition("/")[0]]
    return label["type"], claim, frozenset(spans.values()), label["verdict"]


def found_key(relation: Relation) -> tuple[Hashable, ...]:
    claim = (relation.claim.start, relation.claim.end)
    spans = {claim, *((operand.start, operand.end) for operand in relation.operands)}
    verdict = "inconsistent" if relation.verdict == "fail" else "consistent"
    return relation.type, claim, frozenset(spans), verdict


def count(
    kind: str, found: Iterable[Hashable], wanted: Iterable[Hashable], totals: dict[str, list[int]]
) -> None:
    figures = compare(kind, found, wanted)
    totals[kind] = [a + b for a, b in zip(totals.get(kind, [0, 0, 0]), figures, strict=True)]


def measure(name: str, totals: dict[str, list[int]]) -> int:
    """Adds one document to the totals; returns its false accusations."""
    text, labels = labelled(name)
    print(name)
    relations = [relation for relation in check(text).relations if relation.verdict in ("pass", "fail")]
    found, wanted = [found_key(r) for r in relations], [wanted_key(entry) for entry in labels]
    count("relation", found, wanted, totals)
    count("claim", {key[1] for key in found}, {key[1] for key in wanted}, totals)
    broken = {key[1] for key in wanted if key[3] == "inconsistent"}
    return sum(r.severity == "error" and found_key(r)[1] not in broken for r in relations)


def thirty_pages() -> str:
    part = (
        "1—9月，全区一般公共预算收入完成12.35亿元，同比增收0.65亿元，增长5.6%，为年初预算的77.2%，高于序时进度2.2个百分点。"
        "其中：税收收入9.21亿元，占一般公共预算收入的74.6%；非税收入3.14亿元。新建项目185个，已开工160个，开工率86.5%。\n"
    )
    return part * (30 * PAGE // len(part) + 1)


def main() -> int:
    if Path(LABELLED).exists():
        totals: dict[str, list[int]] = {}
        accused = sum(measure(name, totals) for name in BULLETINS)
        for kind, (hits, found, wanted) in totals.items():
            print(f"{kind}: precision {hits}/{found}, recall {hits}/{wanted}")
        print(f"false accusations: {accused} in {len(BULLETINS)} documents")
    else:
        print("labelled set absent: only the time is measured")
    text = thirty_pages()
    started = time.process_time()
    relations = check(text).relations
    seconds = time.process_time() - started
    print(f"30 pages, {len(relations)} relations: ", end="")
    print(f"{seconds:.2f} s, {seconds / LIMIT_SECONDS:.2f} of the {LIMIT_SECONDS:.0f} s allowed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
