"""Parallel lists of numbers: A、B、C分别为1、2、3，分别增长4%、5%、6% (分别)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from luoshi.kernel.text.phrase import split_names

if TYPE_CHECKING:
    from luoshi.kernel.text.facts import Fact

_INDUSTRIES = re.compile(
    r"第?一(?:产业)?、(?:第)?二(?:产业)?(?:、|和)(?:第)?三(?:次)?产业|[一二三]次产业|三次产业"
)
_RELATIVE = ("%", "百分点", "倍")
_ALL_INDUSTRIES = ("第一产业", "第二产业", "第三产业")


def runs_of(facts: Sequence["Fact"]) -> list[list["Fact"]]:
    """Consecutive numbers with only 、 or 和 between them, two or more: percentages, or amounts and counts."""
    runs: list[list[Fact]] = []
    for before, fact in pairwise(facts):
        if not fact.listed or _kind(fact) != _kind(before) or fact.sentence != before.sentence:
            continue
        if runs and runs[-1][-1] is before:
            runs[-1].append(fact)
        else:
            runs.append([before, fact])
    return runs


def _kind(fact: "Fact") -> str:
    return fact.measure if fact.measure in _RELATIVE else ""


def with_shared_roles(facts: list["Fact"]) -> list["Fact"]:
    """What 、 joins to a number says the same of the next name: its role, sign and basis are the first one's."""
    shared: dict[int, Fact] = {}
    for run in runs_of(facts):
        head = run[0]
        names = _names(head, len(run))
        for place, fact in enumerate(run):
            shared[fact.index] = replace(
                fact,
                role=head.role,
                sign=head.sign,
                stem=head.stem,
                versus=head.versus,
                comparable=head.comparable,
                interval=fact.interval.scaled(head.sign * fact.sign),
                name=names[place] if names else fact.name,
            )
    return [shared.get(fact.index, fact) for fact in facts]


def _names(head: "Fact", count: int) -> list[str]:
    """One name for each number of a run, read from the words before the first; empty when they do not match."""
    words = re.sub(r"(?:分别|依次).*", "", head.name)
    if count == 3 and _INDUSTRIES.search(words):
        measure = _INDUSTRIES.sub("", words)
        return [industry + measure for industry in _ALL_INDUSTRIES]
    names = split_names(words)
    return names if len(names) == count else []
