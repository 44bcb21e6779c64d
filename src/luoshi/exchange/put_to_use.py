"""Rules and indicators of DHIS2 put to use here where they can be said, and why the others cannot (校验规则与派生指标导入)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.exchange.dhis2.elements import local_code
from luoshi.exchange.dhis2.expressions import Unsayable
from luoshi.exchange.figures_named import Figures, figures_now
from luoshi.exchange.formulas_in import HOLDS_FROM, INDICATORS, TYPES, Formula, formula_in
from luoshi.exchange.models import Counterpart
from luoshi.exchange.rules_in import RULES, rule_in, stands
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_rule import define_rule
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.indicators.check_models import Rule
from luoshi.indicators.models import Indicator
from luoshi.indicators.vocabulary import catalogue
from luoshi.ledger.refusal import Refused

if TYPE_CHECKING:
    from luoshi.exchange.dhis2.package import Thing
    from luoshi.exchange.taking_over import Taking
    from luoshi.ledger.refusal import Words

SHOWN = 5
TEXT, SOURCE = 2000, 200


@dataclass(frozen=True)
class Unused:
    """Something that was taken over and is kept, but does nothing here, and why."""

    kind: str
    name: str
    reason: Words


def take_rules(taking: Taking, told: Figures) -> None:
    """Set up each validation rule that can be said; keep all of them as they came."""
    held = {rule.code: rule for rule in Rule.objects.order_by("valid_from", "pk")}
    taken, left = set(held), []
    for _index, thing in taking.sound(RULES):
        before = taking.before(RULES, thing)
        code = before.ours if before else ""
        try:
            new = rule_in(thing, code or local_code(str(thing.get("code") or ""), thing["id"], taken), told)
            if code and (_unchanged(before, thing, told) or stands(held[code], new)):
                taking.keep(RULES, thing)
                continue
            with transaction.atomic():
                define_rule(taking.standing, new, taking.standing.today)
        except (Unsayable, Refused) as why:
            left.append(Unused(RULES, str(thing["name"]), _reason(why)))
            taking.keep(RULES, thing)
        else:
            taking.keep(RULES, thing, new.code, made=True)
    _tell(taking, _("Validation rules kept as they came, but not put to use"), left)


def _unchanged(before: Counterpart | None, thing: Thing, told: Figures) -> bool:
    """Whether the file says of a rule what it said before; what was changed here since stays."""
    if before is None:
        return False
    try:
        return rule_in(before.carried, before.ours, told) == rule_in(thing, before.ours, told)
    except Unsayable:
        return False


def take_formulas(taking: Taking, told: Figures) -> None:
    """Define each indicator whose formula can be said as a derived one; keep all as they came."""
    known = {i.code: i for i in catalogue()}
    types = {uid: row.carried for (kind, uid), row in taking.kept.items() if kind == TYPES}
    taken, left = set(known), []
    for _index, thing in taking.sound(INDICATORS):
        before = taking.before(INDICATORS, thing)
        code = before.ours if before else ""
        try:
            made = formula_in(thing, types, told, known)
            if code and before is not None and _same(before.carried, thing, types, told, known):
                taking.keep(INDICATORS, thing)
                continue
            own = code or local_code(str(thing.get("code") or ""), thing["id"], taken)
            with transaction.atomic():
                _define(taking, own, made, thing, is_new=not code)
        except (Unsayable, Refused) as why:
            left.append(Unused(INDICATORS, str(thing["name"]), _reason(why)))
            taking.keep(INDICATORS, thing)
        else:
            taking.keep(INDICATORS, thing, own, made=True)
    _tell(taking, _("Indicators kept as they came, but not put to use"), left)


def _same(
    said: Thing, thing: Thing, types: Mapping[str, Thing], told: Figures, known: Mapping[str, Indicator]
) -> bool:
    try:
        return formula_in(said, types, told, known).formula == formula_in(thing, types, told, known).formula
    except Unsayable:
        return False


def _define(taking: Taking, code: str, made: Formula, thing: Thing, *, is_new: bool) -> None:
    """The indicator with its first version; of one known before another version, from this month on."""
    today = taking.standing.today
    if is_new:
        new = NewIndicator(
            code,
            made.name,
            made.unit_name,
            made.nature,
            taking.owner(),
            decimals=made.decimals,
            aggregation=made.aggregation,
        )
        define_indicator(taking.standing, [new])
    version = NewVersion(
        holds_from=HOLDS_FROM if is_new else f"{today:%Y-%m}",
        text=str(thing.get("description") or thing["name"])[:TEXT],
        source=taking.options.source[:SOURCE] or "DHIS2",
        aggregation=made.aggregation,
        weight=made.weight,
        numerator=made.numerator,
        denominator=made.denominator,
        scale=made.scale,
        formula=made.formula,
        reason="" if is_new else _("Taken over anew from %s.") % taking.options.source,
    )
    define_version(taking.standing, Indicator.objects.get(code=code), version)


def _reason(why: Unsayable | Refused) -> Words:
    if isinstance(why, Unsayable):
        return why.reason
    return "; ".join(f"{problem.what} {problem.mend}" for problem in why.problems)


def _tell(taking: Taking, what: str, left: list[Unused]) -> None:
    if left:
        told = "; ".join(f"“{one.name}”: {one.reason}" for one in left[:SHOWN])
        rest = (
            _(" and %d more, listed under Data exchange") % (len(left) - SHOWN) if len(left) > SHOWN else ""
        )
        taking.report.notices.append(f"{what} ({len(left)}): {told}{rest}")


def unused(kinds: Sequence[str] = (RULES, INDICATORS)) -> Iterator[Unused]:
    """What was taken over of rules and indicators and does nothing here, with the reason as things stand now."""
    rows = list(Counterpart.objects.filter(kind__in=kinds, ours="").order_by("kind", "pk"))
    if not rows:
        return
    told, known = figures_now(), {i.code: i for i in catalogue()}
    types = {row.uid: row.carried for row in Counterpart.objects.filter(kind=TYPES)}
    for row in rows:
        try:
            if row.kind == RULES:
                rule_in(row.carried, row.uid, told)
            else:
                formula_in(row.carried, types, told, known)
        except Unsayable as why:
            yield Unused(row.kind, row.name, why.reason)
        else:
            yield Unused(row.kind, row.name, _("it can be said by now: take the file over again"))
