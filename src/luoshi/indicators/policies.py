"""Who may do and see what with reported numbers."""

from __future__ import annotations

from luoshi.indicators.heirs import inherited
from luoshi.indicators.models import Indicator, Observation
from luoshi.ledger.refusal import Denied
from luoshi.org.models import Role
from luoshi.org.policies import may_change_organisation
from luoshi.org.standing import OFFICES, UNIT_STAFF, Standing
from luoshi.org.tree import OrgTree

REPORTERS = (*UNIT_STAFF, Role.VILLAGE_CADRE)


def acting_person(standing: Standing) -> int:
    """Key of the person who acts; Denied to visitors and to the calendar."""
    if standing.person_id is None:
        raise Denied
    return standing.person_id


def may_keep_catalogue(standing: Standing) -> bool:
    """Indicators, forms and duties: the supervision office, statistics owners, and whoever founds an installation.

    The administrator manages the organisation, not numbers.
    """
    return standing.has(Role.SUPERVISION_OFFICE, Role.STATISTICS_OWNER) or (
        not standing.has(Role.ADMINISTRATOR) and may_change_organisation(standing)
    )


def may_define(standing: Standing, indicator: Indicator) -> bool:
    """What one indicator is and means: who keeps the catalogue; a statistics owner what his own unit verifies."""
    if standing.has(Role.STATISTICS_OWNER) and not standing.has(Role.SUPERVISION_OFFICE):
        return indicator.data_owner_id in (None, *standing.units(Role.STATISTICS_OWNER))
    return may_keep_catalogue(standing)


def may_import(standing: Standing, indicator: Indicator) -> bool:
    """Hand over its closed history: the statistics owner of its data owner, for units that are not his own."""
    return indicator.data_owner_id in standing.units(Role.STATISTICS_OWNER)


def may_compute(standing: Standing) -> bool:
    """Put on record what the product computes: the calendar by itself, and who keeps the catalogue."""
    return standing.by_calendar or may_keep_catalogue(standing)


def may_open_round(standing: Standing) -> bool:
    """Those who keep the catalogue, and the calendar by itself."""
    return standing.by_calendar or may_keep_catalogue(standing)


def own_units(standing: Standing, org: OrgTree) -> frozenset[int]:
    """Units whose drafts this person sees and edits: those of the posts held, all below them, and what they inherited.

    Of a unit that is gone its successors keep the papers: they answer for what it reported.
    """
    own = _staffed(standing, org)
    return own | inherited(own, org, standing.at) if own else own


def _staffed(standing: Standing, org: OrgTree) -> frozenset[int]:
    held = standing.units(*REPORTERS)
    return held | {node.id for unit in held for node in org.below(unit)}


def may_report(standing: Standing, unit_id: int, org: OrgTree) -> bool:
    """Staff of the unit, and of a unit above it; of a unit that is gone, staff of its successors."""
    return unit_id in (_staffed(standing, org) if unit_id in org.nodes else own_units(standing, org))


def sees_submitted(standing: Standing, unit_id: int, org: OrgTree) -> bool:
    """Whether values that nobody has verified yet may be shown: to the unit, the offices and statistics owners."""
    return standing.has(*OFFICES, Role.STATISTICS_OWNER) or may_report(standing, unit_id, org)


def owns_data(standing: Standing, indicator: Indicator, unit_id: int, org: OrgTree) -> bool:
    """Statistics owner of the indicator's data owner (数据归口), who could not have filled in the unit's sheet.

    A post in the unit, or one above it that may report for it, keeps a person from judging its figures.
    """
    return (
        indicator.data_owner_id in standing.units(Role.STATISTICS_OWNER)
        and unit_id not in standing.units()
        and not may_report(standing, unit_id, org)
    )


def may_judge(standing: Standing, observation: Observation, org: OrgTree) -> bool:
    """Whether this person may verify or return the value: its data owner, and never its reporter."""
    return (
        owns_data(standing, observation.indicator, observation.unit_id, org)
        and standing.is_authenticated
        and observation.reported_by_id != standing.person_id
    )


def may_lock(standing: Standing, indicator: Indicator, unit_id: int, org: OrgTree) -> bool:
    """Whether this person may lock and unlock the unit's figure: the supervision office, and its data owner."""
    return (standing.has(Role.SUPERVISION_OFFICE) and not may_report(standing, unit_id, org)) or owns_data(
        standing, indicator, unit_id, org
    )


def may_draw(standing: Standing) -> bool:
    """Who draws the sample of a look-back: the supervision office, which neither reports nor verifies."""
    return standing.has(Role.SUPERVISION_OFFICE)


def may_visit(standing: Standing, observation: Observation, org: OrgTree) -> bool:
    """The supervision office and statistics owners, apart from the unit, those above it, and the reporter."""
    return (
        standing.has(Role.SUPERVISION_OFFICE, Role.STATISTICS_OWNER)
        and observation.unit_id not in standing.units()
        and not may_report(standing, observation.unit_id, org)
        and observation.reported_by_id != standing.person_id
    )


def vouches_for(standing: Standing, indicator: Indicator, unit_id: int, org: OrgTree) -> bool:
    """Whether a restated base counts as soon as this person records it: the indicator's data owner."""
    return standing.is_authenticated and owns_data(standing, indicator, unit_id, org)


def may_restate(standing: Standing, indicator: Indicator, unit_id: int, org: OrgTree) -> bool:
    """The data owner; and the supervision office, for the data owner to vouch for."""
    return vouches_for(standing, indicator, unit_id, org) or standing.has(Role.SUPERVISION_OFFICE)
