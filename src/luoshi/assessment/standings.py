"""Reads for those who judge a ranking (排行分析): how firm it is, what it depends on, the audit, the record of the years."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from luoshi.assessment.audit import Audit, audit
from luoshi.assessment.inputs import Inputs, from_json
from luoshi.assessment.kept import Kept
from luoshi.assessment.models import Run, Scheme
from luoshi.assessment.policies import visible_runs
from luoshi.assessment.record import GroupRecord, Past, group_records, published_results, spans
from luoshi.assessment.robustness import Dependence, Robustness, dependences, fingerprint, robustness
from luoshi.assessment.scheme_text import SchemeText, read_scheme
from luoshi.ledger.refusal import require
from luoshi.org.standing import Standing

# So many units are drawn 10,000 times while a page is waited for.
AT_ONCE = 60
# So many units times weights: what the ranks depend on is then found within a second.
DEPENDENCE_AT_ONCE = 200

_ROBUST: Kept[Robustness] = Kept(32)
_DEPEND: Kept[tuple[Dependence, ...]] = Kept(64)
_AUDITS: Kept[Audit] = Kept(32)


@dataclass(frozen=True)
class Result:
    """The rules and figures of a result, kept or not, with the fingerprint of both."""

    text: SchemeText
    inputs: Inputs
    key: tuple[str, ...]


def result_of(standing: Standing, run: Run) -> Result:
    """A kept result opened; denied where it may not be seen."""
    require(Run.objects.filter(visible_runs(standing), pk=run.pk).exists())
    return _opened(run)


def _opened(run: Run) -> Result:
    return Result(read_scheme(run.scheme.source), from_json(json.loads(run.inputs)), _key(run))


def _key(run: Run) -> tuple[str, ...]:
    return run.scheme.digest, run.inputs_digest


def live_result(text: SchemeText, inputs: Inputs) -> Result:
    """A table that nobody keeps."""
    return Result(text, inputs, (text.digest, fingerprint(inputs)))


def run_robustness(run: Run) -> Robustness:
    """How firm the ranks of a result are that the caller has opened; figures are read only where it is not kept."""
    return _ROBUST.get(*_key(run), make=lambda: _robust(_opened(run)))


def robustness_of(result: Result) -> Robustness:
    """The same of a result, kept by its fingerprint."""
    return _ROBUST.get(*result.key, make=lambda: _robust(result))


def robustness_at_hand(result: Result) -> Robustness | None:
    """The same where it is kept or quickly found; None where it takes longer than a page may."""
    if len(result.inputs.units) <= AT_ONCE:
        return robustness_of(result)
    return _ROBUST.find(*result.key)


def _robust(result: Result) -> Robustness:
    return robustness(result.text.rules, result.inputs)


def dependences_of(
    result: Result, group: str, unit: str = "", *, calculate: bool = False
) -> tuple[Dependence, ...] | None:
    """On which weights the ranks of a group, or of one unit, depend; None where that takes long and is not asked for."""
    rules = result.text.rules
    many = sum(u.group == group for u in result.inputs.units) * len(rules.nodes)
    key = (*result.key, group, unit)
    if many > DEPENDENCE_AT_ONCE and not calculate:
        return _DEPEND.find(*key)
    return _DEPEND.get(*key, make=lambda: dependences(rules, result.inputs, group, unit))


@dataclass(frozen=True)
class Audited:
    """The audit of a scheme and the result it was made on; both None before its first result."""

    run: Run | None
    audit: Audit | None


def audit_of(standing: Standing, scheme: Scheme) -> Audited:
    """The audit of a scheme on its newest result that may be seen."""
    run = (
        Run.objects.filter(visible_runs(standing), scheme=scheme)
        .select_related("scheme")
        .order_by("-as_of", "-pk")
        .first()
    )
    if run is None:
        return Audited(None, None)
    text = read_scheme(scheme.source)
    found = _AUDITS.get(*_key(run), make=lambda: audit(text.rules, from_json(json.loads(run.inputs))))
    return Audited(run, found)


def record_of(standing: Standing, as_of: date, span: str | None) -> tuple[list[str], str, list[GroupRecord]]:
    """What comes every year, which of it is shown, and the record of every group; the longest span by default."""
    past = published_results(standing, as_of)
    known = spans(past)
    shown = span if span in known else known[0] if known else ""
    return known, shown, group_records(past, shown)


def past_of(standing: Standing, as_of: date) -> list[Past]:
    """Published results that stand, the oldest period first."""
    return published_results(standing, as_of)
