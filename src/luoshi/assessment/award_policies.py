"""Who plans, draws, deviates from and publishes awards, and who raises and lifts a gate of eligibility."""

from __future__ import annotations

from luoshi.assessment.award_models import AwardList
from luoshi.assessment.policies import may_publish, may_score
from luoshi.org.standing import Standing


def may_draw_awards(standing: Standing) -> bool:
    """Plan awards and draw the list: the assessment office."""
    return may_score(standing)


def may_deviate(standing: Standing) -> bool:
    """Only those who lead answer for a unit that is put in or left out against its rank."""
    return may_publish(standing)


def may_publish_awards(standing: Standing, awards: AwardList) -> bool:
    """A leader announces, and never the person who drew the list."""
    return may_publish(standing) and standing.person_id not in (None, awards.drawn_by_id)


def may_gate(standing: Standing) -> bool:
    """A gate closes awards to a unit: raised and lifted by those who lead, with basis and document."""
    return may_publish(standing)
