"""Every kind of relation in many wordings, right and wrong: all of it is told, and nothing else."""

import time

import pytest

from kernel.text.read_bulletins import BULLETINS
from kernel.text.read_more_bulletins import MORE_BULLETINS
from kernel.text.scattered import SCATTERED
from kernel.text.traps import TRAPS
from kernel.text.variants import VARIANTS
from luoshi.kernel.text.number_check import Relation, check

MARKS = {"error": "!", "question": "?", "note": "~", None: ""}


def told(relation: Relation) -> str:
    mark = "-" if relation.verdict in ("not_checkable", "uncertain") else MARKS[relation.severity]
    return plain(
        f"{relation.type}{mark} {relation.claim.text}: {' '.join(o.text for o in relation.operands)}"
    )


def plain(relation: str) -> str:
    """A relation with its operands in order of their digits."""
    head, _, operands = relation.partition(":")
    return f"{head}: {' '.join(sorted(operands.split()))}".strip()


@pytest.mark.parametrize(
    ("text", "relations"),
    [*VARIANTS, *BULLETINS, *MORE_BULLETINS, *SCATTERED],
    ids=lambda value: str(value)[:24],
)
def test_all_that_is_related_is_told_and_nothing_else(text: str, relations: tuple[str, ...]) -> None:
    wanted = {plain(relation) for relation in relations if not relation.startswith("(")}
    allowed = wanted | {plain(relation.strip("()")) for relation in relations}
    found = {told(relation) for relation in check(text).relations}
    assert wanted <= found <= allowed


@pytest.mark.parametrize("text", TRAPS, ids=lambda text: text[:24])
def test_numbers_that_only_stand_together_are_not_asked_about(text: str) -> None:
    assert [told(relation) for relation in check(text).relations if relation.verdict == "fail"] == []


@pytest.mark.parametrize(
    "part",
    [
        "共受理诉求2844件，其中咨询类1246件，占43.8%；求助类567件，占19.9%；投诉类98件，占3.4%；",
        "完成投资46.2亿元，占年度计划60亿元的77.0%，同比增长5.1%。",
        "甲镇\t120\t98\t81.7\n",
        "检查点位42个，发现问题118个；",
    ],
)
def test_dense_text_is_checked_in_linear_time(part: str) -> None:
    def seconds(times: int) -> float:
        started = time.process_time()
        check(part * times)
        return time.process_time() - started

    few = 5_000 // len(part)
    # The quickest of several: memory that is tidied up meanwhile is not counted against the text.
    once, more = (min(seconds(times) for _ in range(3)) for times in (few, 3 * few))
    assert more < 3
    assert more < 6 * once + 0.2
