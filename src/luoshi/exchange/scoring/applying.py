"""Which indicators a scheme scores against a target (按目标计分的指标)."""

from __future__ import annotations

from luoshi.kernel.measure import Measure
from luoshi.kernel.scheme import Scheme


def scored_on_target(rules: Scheme) -> frozenset[str]:
    """Codes of the indicators whose completion is scored or opens a gate: without a target they do not apply."""
    scored = {item.indicator for item in rules.leaves if item.rule.measure is Measure.COMPLETION}
    gates = (item.gate for item in rules.leaves if item.gate is not None)
    return frozenset(scored | {gate.indicator for gate in gates if gate.measure is Measure.COMPLETION})
