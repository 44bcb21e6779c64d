"""Who drafts, files, admits, answers, decides and sees appeals, and who is kept apart from deciding one (回避)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from luoshi.assessment.appeal_models import Appeal, AppealStep, StepKind
from luoshi.assessment.appeals import History, history, makers, scheme_of
from luoshi.assessment.models import Scheme
from luoshi.assessment.policies import may_publish, may_score, sees_trials
from luoshi.assessment.scheme_text import read_scheme
from luoshi.indicators.models import Indicator
from luoshi.indicators.policies import may_report
from luoshi.indicators.queries import hands_on
from luoshi.kernel.scheme import Item
from luoshi.org.models import Role
from luoshi.org.standing import OVERSEERS, UNIT_STAFF, Standing
from luoshi.org.tree import OrgTree

SPEAKERS = (Role.PRINCIPAL, Role.DEPUTY)
REVIEWERS = (Role.ASSESSMENT_OFFICE, Role.SUPERVISION_OFFICE)
ANSWERERS = (Role.ASSESSMENT_OFFICE, Role.STATISTICS_OWNER)


def may_draft(standing: Standing, unit: int) -> bool:
    """The staff of the unit draft for it."""
    return standing.has(*UNIT_STAFF, unit=unit)


def may_file(standing: Standing, unit: int) -> bool:
    """Principal and deputy speak for the unit: file, withdraw, ask for a further review."""
    return standing.has(*SPEAKERS, unit=unit)


def indicators_of(appeal: Appeal) -> set[str]:
    """Codes of the indicators behind the items in question."""
    if appeal.run is None:
        return set()
    items = {code for code, *_names in appeal.items}
    rules = {node.code: node.rule for node in read_scheme(appeal.run.scheme.source).nodes}
    return {rule.indicator for code, rule in rules.items() if code in items and isinstance(rule, Item)}


def set_apart(appeal: Appeal) -> set[int]:
    """Keys of the persons who may not decide: they made the rules, the result or the figure, or have spoken in it.

    Drafters of any version of the scheme; who calculated or froze the result or one it stands in the place of; who
    reported, verified, visited or settled a figure in question; who raised the gate; who took a step for the unit or
    as the side that answers; in a further review whoever decided before.
    """
    return set_apart_of_each([history(appeal)])[appeal.pk]


def set_apart_of_each(appeals: Iterable[History]) -> dict[int, set[int]]:
    """`set_apart` of each appeal by its key; the same few queries however many appeals there are."""
    stories = {one.appeal.pk: one for one in appeals}
    rows = [one.appeal for one in stories.values()]
    drafted, decided = _drafters(rows), _decided(rows)
    seen = {row.pk: [] if row.run is None else _observations(row) for row in rows}
    hands = hands_on(key for keys in seen.values() for key in keys)
    spoke = (StepKind.DRAFTED, StepKind.FILED, StepKind.ANSWERED)
    apart: dict[int, set[int | None]] = {}
    for row in rows:
        scheme = scheme_of(row)
        apart[row.pk] = {
            *drafted[scheme.code, scheme.year],
            *(step.by_id for step in stories[row.pk].steps if step.kind in spoke),
            *decided[row.of_id],
            *(person for key in seen[row.pk] for person in hands[key]),
        }
        if row.run is not None:
            apart[row.pk].update(makers(row.run))
        if row.gate is not None:
            apart[row.pk].add(row.gate.raised_by_id)
    return {key: {person for person in persons if person is not None} for key, persons in apart.items()}


def _drafters(appeals: Iterable[Appeal]) -> dict[tuple[str, int], set[int | None]]:
    """Who drafted any version of the schemes of these appeals, by code and year."""
    schemes = {scheme_of(appeal) for appeal in appeals}
    rows = Scheme.objects.filter(code__in={s.code for s in schemes}, year__in={s.year for s in schemes})
    drafted = defaultdict[tuple[str, int], set[int | None]](set)
    for code, year, by in rows.values_list("code", "year", "drafted_by"):
        drafted[code, year].add(by)
    return drafted


def _decided(appeals: Iterable[Appeal]) -> dict[int | None, set[int]]:
    """Who took a step in the appeals that these are a further review of, by their key."""
    keys = {appeal.of_id for appeal in appeals if appeal.of_id is not None}
    took = defaultdict[int | None, set[int]](set)
    for appeal, by in AppealStep.objects.filter(appeal__in=keys).values_list("appeal", "by") if keys else ():
        took[appeal].add(by)
    return took


def _observations(appeal: Appeal) -> list[int]:
    """Keys of the observations that the items in question were scored from."""
    assert appeal.run is not None
    units = json.loads(appeal.run.inputs)["units"]
    figures: dict[str, dict[str, Any]] = next(
        (u["figures"] for u in units if u["code"] == appeal.unit.code), {}
    )
    wanted = indicators_of(appeal)
    return [seen["id"] for code in wanted for seen in figures.get(code, {}).get("observations", ())]


def judges(standing: Standing, appeal: Appeal) -> bool:
    """Whether appeals of this level are decided in this post: the offices first, those who lead in a further review."""
    return may_publish(standing) if appeal.of_id else standing.has(*REVIEWERS)


def may_review(standing: Standing, appeal: Appeal, apart: Collection[int], org: OrgTree) -> bool:
    """Admit and decide: a member of the offices, a leader in a further review, who is not ``apart`` nor of the unit."""
    held, unit = standing.units(), appeal.unit_id
    of_the_unit = (
        unit in held or may_report(standing, unit, org) or any(n.id in held for n in org.below(unit))
    )
    return judges(standing, appeal) and standing.person_id not in (None, *apart) and not of_the_unit


def may_answer(standing: Standing, appeal: Appeal, owners: Collection[int]) -> bool:
    """The other side is heard: the assessment office, and the data owners (keys of units) of figures in question."""
    office = may_score(standing) or bool(standing.units(Role.STATISTICS_OWNER) & set(owners))
    return office and appeal.unit_id not in standing.units()


def owners_of(appeal: Appeal) -> set[int]:
    """Keys of the data owners of the figures in question."""
    owners = Indicator.objects.filter(code__in=indicators_of(appeal), data_owner__isnull=False)
    return set(owners.values_list("data_owner", flat=True))


def sees_appeal(standing: Standing, one: History) -> bool:
    """A unit its own; offices, overseers and data owners what was filed; everybody with a post what was decided."""
    if standing.has(*UNIT_STAFF, unit=one.appeal.unit_id):
        return True
    if one.step(StepKind.FILED) is None or not standing.posts:
        return False
    inside = sees_trials(standing) or standing.has(*OVERSEERS, Role.STATISTICS_OWNER)
    return inside or one.decision is not None
