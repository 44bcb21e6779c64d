"""How firm a ranking is, what an audit found and what the years say, in the reader's language (排行分析用语)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.assessment.audit import Audit, Finding, Kind
from luoshi.assessment.league import Table
from luoshi.assessment.record import GroupRecord, UnitRecord, Year
from luoshi.assessment.robustness import Dependence, Robustness
from luoshi.assessment.scheme_text import SchemeText
from luoshi.web.alternative_words import varied_words
from luoshi.web.formats import number, percent
from luoshi.web.league_words import Panel, places_words
from luoshi.web.named import named

FULL = 100.0


def firm_words(firm: Robustness, text: SchemeText) -> str:
    """How the intervals came about."""
    if text.choices:
        return " ".join(
            [
                varied_words(firm, text),
                _("It shows how much the rank depends on such judgements; it is no error of the figures."),
            ]
        )
    return _(
        "Every weight was varied by ±%(noise)s, independently, and the units ranked %(draws)s times; in 90%% of the "
        "rankings the rank lies within the interval. It shows how much the rank depends on the weights; it is no "
        "error of the figures."
    ) % {"noise": percent(firm.noise, 0), "draws": number(firm.draws, 0)}


def alike_words(firm: Robustness) -> str:
    """When neighbours are not told apart."""
    return _(
        "Two neighbours are too close to call when the one ahead stays ahead in fewer than %s of the rankings."
    ) % percent(firm.certain, 0)


def set_words(firm: Robustness) -> str:
    """What a rank set is; empty without any."""
    if not firm.sets:
        return ""
    return _(
        "Rank set: the ranks that the sampling error of the surveys leaves open; with %s probability the sets of the "
        "whole group are right together."
    ) % percent(firm.coverage, 0)


def firm_sentence(panels: Sequence[Panel]) -> str:
    """Which neighbours are not told apart, group by group."""
    told = [
        _("%(group)s: ranks %(ranks)s") % {"group": panel.name, "ranks": panel.joined}
        for panel in panels
        if panel.joined
    ]
    if not told:
        return _("No two neighbours are too close to call.")
    return _("Too close to call: %s.") % _("; ").join(told)


def spans_chart(table: Table, firm: Robustness) -> dict[str, Any]:
    """The intervals of a group as a chart with its table."""
    from luoshi.briefing.charts import RankSpan, rank_spans

    lines = [line for line in table.lines if line.rank is not None and line.unit.code in firm.spans]
    title = _("Sensitivity intervals of %s") % named(table.group)
    rows = [
        RankSpan(
            f"{line.rank} {named(line.unit)}",
            line.rank or 0,
            firm.spans[line.unit.code].best,
            firm.spans[line.unit.code].worst,
            places_words(firm.spans[line.unit.code]),
        )
        for line in lines
    ]
    columns = [_("Unit"), _("Rank"), _("Sensitivity interval"), _("Too close to call with ranks")]
    twin: list[list[Any]] = [
        [
            named(line.unit),
            line.rank,
            places_words(firm.spans[line.unit.code]),
            _alike(firm, line.unit.code),
        ]
        for line in lines
    ]
    if firm.sets:
        columns.append(_("Rank set"))
        for row, line in zip(twin, lines, strict=True):
            row.append(places_words(firm.sets.get(line.unit.code)) or "—")
    spec = {**rank_spans(rows, title, _("rank")), "width": "container", "config": {}}
    return {"spec": spec, "table": {"caption": title, "columns": columns, "rows": twin}}


def _alike(firm: Robustness, code: str) -> str:
    alike = firm.alike.get(code)
    return places_words(alike) if alike and alike.several else "—"


@dataclass(frozen=True)
class Weight:
    """One line of what the ranks depend on; ``bar`` is its total share in per cent of the largest."""

    name: str
    first: str
    total: str
    interval: str
    bar: float


def weights(found: Iterable[Dependence], text: SchemeText) -> list[Weight]:
    """Shares of the movement of ranks, the strongest first; a share below zero is noise and shown as none."""
    found = list(found)
    largest = max((one.total for one in found), default=0.0) or 1.0
    return [
        Weight(
            _factor(one, text),
            percent(max(one.first, 0.0), 0) or "",
            percent(max(one.total, 0.0), 0) or "",
            f"{percent(max(one.low, 0.0), 0)}–{percent(max(one.high, 0.0), 0)}",
            round(FULL * max(one.total, 0.0) / largest, 1),
        )
        for one in found
    ]


def _factor(one: Dependence, text: SchemeText) -> str:
    """The weight or the choice by its name; a choice says that it is one."""
    if one.is_choice:
        return _("%s (choice of method)") % named(text.choice(one.code))
    return named(text.node(one.code))


def weights_sentence(found: Sequence[Dependence], text: SchemeText, of: str) -> str:
    """On which weight or choice the ranks depend most."""
    if not found:
        return (
            _("Nothing that is open moves the ranks of %s.")
            if text.choices
            else _("No weight moves the ranks of %s.")
        ) % of
    if found[0].is_choice:
        return _(
            "The ranks of %(of)s depend most on the choice of %(choice)s: %(share)s of their movement."
        ) % {
            "of": of,
            "choice": named(text.choice(found[0].code)),
            "share": percent(max(found[0].total, 0.0), 0),
        }
    return _("The ranks of %(of)s depend most on the weight of %(item)s: %(share)s of their movement.") % {
        "of": of,
        "item": named(text.node(found[0].code)),
        "share": percent(max(found[0].total, 0.0), 0),
    }


@dataclass(frozen=True)
class Told:
    """A finding of the audit: what it is called, what was seen, and what to do."""

    title: str
    seen: str
    mend: str
    tone: str


def audit_sentence(audit: Audit) -> str:
    """How many findings, on how many units."""
    if not audit.findings:
        return _("Every item does what its weight promises.")
    return ngettext(
        "%(n)d finding on the scores of %(units)d units.",
        "%(n)d findings on the scores of %(units)d units.",
        len(audit.findings),
    ) % {"n": len(audit.findings), "units": audit.units}


def told(finding: Finding, text: SchemeText) -> Told:
    """A finding in the words of an assessment office."""
    names = [named(text.node(code)) for code in finding.codes]
    figures = finding.figures
    return _TELL[finding.kind](names, figures)


def _same(names: list[str], figures: Sequence[float]) -> Told:
    return Told(
        _("Counted twice: %(one)s and %(other)s") % {"one": names[0], "other": names[1]},
        _("Who scores high in one scores high in the other (correlation %s).") % number(figures[0], 2),
        _("Keep one of them, or let both together have the weight of one."),
        "bad",
    )


def _opposed(names: list[str], figures: Sequence[float]) -> Told:
    return Told(
        _("Against each other: %(one)s and %(other)s") % {"one": names[0], "other": names[1]},
        _("Who scores high in one scores low in the other (correlation %s); their sum hides both.")
        % number(figures[0], 2),
        _("Look at them apart, or say in the scheme which of the two matters more."),
        "waiting",
    )


def _nothing(names: list[str], figures: Sequence[float]) -> Told:
    return Told(
        _("Decides nothing: %s") % names[0],
        _("It has %s of the whole; without it every unit would stand at the same rank.")
        % percent(figures[0], 1),
        _("Score it so that units differ, or make it a condition instead of an item."),
        "waiting",
    )


def _weak(names: list[str], figures: Sequence[float]) -> Told:
    return Told(
        _("Weighs more than it does: %s") % names[0],
        _("It has %(stated)s of the whole and makes %(makes)s of the differences between units.")
        % {"stated": percent(figures[0], 1), "makes": percent(figures[1], 1)},
        _("Units score much alike in it: raise what full marks ask for, or lower its weight."),
        "waiting",
    )


def _strong(names: list[str], figures: Sequence[float]) -> Told:
    return Told(
        _("Does more than it weighs: %s") % names[0],
        _("It has %(stated)s of the whole and makes %(makes)s of the differences between units.")
        % {"stated": percent(figures[0], 1), "makes": percent(figures[1], 1)},
        _("Its scores spread widely: set a cap or a floor, or say openly that it decides."),
        "waiting",
    )


def _against(names: list[str], figures: Sequence[float]) -> Told:
    return Told(
        _("Against the total: %s") % names[0],
        _("It has %s of the whole, and who scores high in it tends to stand low.") % percent(figures[0], 1),
        _("Check whether more is better is set the right way round."),
        "bad",
    )


def _nearly_alike(names: list[str], figures: Sequence[float]) -> Told:
    return Told(
        _("Hardly tells units apart: %s") % names[0],
        _("%s of the units have the same score.") % percent(figures[0], 0),
        _("Score in finer steps, or raise what full marks ask for."),
        "waiting",
    )


def _silent(names: list[str], figures: Sequence[float]) -> Told:
    return Told(
        _("Poorly reported: %s") % names[0],
        _("%s of the units asked have reported it.") % percent(figures[0], 0),
        _("Find out why before the result is final; a missing figure is no poor figure."),
        "waiting",
    )


_TELL: dict[Kind, Callable[[list[str], Sequence[float]], Told]] = {
    Kind.SAME: _same,
    Kind.OPPOSED: _opposed,
    Kind.NOTHING: _nothing,
    Kind.WEAK: _weak,
    Kind.STRONG: _strong,
    Kind.AGAINST: _against,
    Kind.ALIKE: _nearly_alike,
    Kind.SILENT: _silent,
}


def span_name(span: str) -> str:
    """What comes every year: the whole year, a half, a quarter, a month."""
    if not span:
        return _("Whole year")
    if span.startswith("-H"):
        return _("First half-year") if span == "-H1" else _("Second half-year")
    if span.startswith("-Q"):
        return _("Quarter %s") % span[2:]
    return _("Month %d") % int(span[1:])


def record_sentence(records: Sequence[GroupRecord], names: Callable[[str], str]) -> str:
    """Who leads for years; that one year is no record yet."""
    if not records:
        return _("No result has been published yet.")
    if max(len(one.years) for one in records) == 1:
        return _("One published year so far: means and runs of years begin with the next.")
    leading = [
        (
            _("%(unit)s first for %(n)d years running, calculated afterwards")
            if one.years[-1].afterwards
            else _("%(unit)s first for %(n)d years running")
        )
        % {"unit": names(unit.code), "n": unit.running}
        for one in records
        for unit in one.units
        if unit.running > 1
    ]
    if not leading:
        return _("No unit has been first in its group for two years running.")
    return _("; ").join(leading) + _(".")


def record_marks(one: GroupRecord) -> str:
    """Which years were scored by other rules than the last, and which only afterwards; empty where none was."""
    told = []
    if other := [str(year.number) for year in one.years if not year.same_rules]:
        words = _("Other rules in %s: means never cross from one set of rules to another.")
        told.append(words % _(", ").join(other))
    if after := [str(year.number) for year in one.years if year.afterwards]:
        words = _("%s calculated afterwards, by rules published when the time was over.")
        told.append(words % _(", ").join(after))
        if len(after) < len(one.years):
            told.append(_("Years first running leave them out."))
    return " ".join(told)


def year_marks(year: Year) -> str:
    """What stands beside one year: that it was calculated afterwards, that its rules are others."""
    told = [_("calculated afterwards")] if year.afterwards else []
    if not year.same_rules:
        told.append(_("other rules"))
    return _(", ").join(told)


def unit_sentence(name: str, unit: UnitRecord) -> str:
    """The record of one unit."""
    if not unit.years:
        return _("%s has not been ranked yet.") % name
    told = ngettext(
        "%(name)s was ranked in %(n)d year: best %(best)d, worst %(worst)d, first %(firsts)d times.",
        "%(name)s was ranked in %(n)d years: best %(best)d, worst %(worst)d, first %(firsts)d times.",
        unit.years,
    ) % {"name": name, "n": unit.years, "best": unit.best, "worst": unit.worst, "firsts": unit.firsts}
    if unit.running > 1:
        told += " " + _("First for %d years running.") % unit.running
    return told
