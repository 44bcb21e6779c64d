"""Reading a scheme 方案读取: plain data, as YAML or JSON gives it, to a checked `Scheme`; nothing is implied."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from luoshi.kernel.alternatives_reading import SECTION, AlternativesReader
from luoshi.kernel.composite.weights import ahp
from luoshi.kernel.counting import Counted
from luoshi.kernel.grades import Border, Places
from luoshi.kernel.measure import Measure
from luoshi.kernel.outcome import (
    Adjustment,
    Adjustments,
    Condition,
    Exclusion,
    Grade,
    Grades,
    Jump,
    RankOn,
    Veto,
)
from luoshi.kernel.reading import Problem, Reader, at, judgement
from luoshi.kernel.rule_reading import CONDITIONED, COUNTED, STAGES, RuleReader
from luoshi.kernel.scheme import (
    NO_ADJUSTMENTS,
    NO_GRADES,
    NOT_BELOW_ZERO,
    Block,
    Inside,
    Item,
    Method,
    Scheme,
    Screening,
    Weighing,
    never_below_zero,
)
from luoshi.kernel.score_rule import AS_NORMALISED, ScoreRule
from luoshi.kernel.stages import AS_IT_IS, Among
from luoshi.kernel.weighted_tree import Missing

MOST_DIGITS = 9
HEAD = ("code", "name", "digits", "rank_on", "rank_among", "ties", "missing", "item_digits", "screening")
AFTER = ("adjustments", "exclusions", "vetoes", "grades", "quota", "jumps", SECTION)
INSIDE = ("combine", "power", "weights", "least_reported", "items")
WITHOUT_WEIGHT = frozenset({Weighing.EQUAL, Weighing.AHP, Weighing.ENTROPY, Weighing.PRINCIPAL})


class SchemeError(ValueError):
    """All problems of a scheme at once, in reading order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


def scheme_from_dict(d: Mapping[str, Any]) -> Scheme:
    """Scheme from plain data (as YAML or JSON gives it); docs/methods/scheme.md describes every field.

    Raises SchemeError listing every wrong field with its path and how to mend it.
    """
    read = _SchemeReader("scheme")
    scheme = _scheme(read, d)
    if SECTION in d and not read.problems:
        reader = AlternativesReader(read, d, scheme, _again)
        scheme = replace(scheme, alternatives=reader.alternatives(d[SECTION]))
    if read.problems:
        raise SchemeError(read.problems)
    return scheme


def _again(d: Mapping[str, Any]) -> Scheme:
    """A scheme of plain data that has no alternatives."""
    read = _SchemeReader("scheme")
    scheme = _scheme(read, d)
    if read.problems:
        raise SchemeError(read.problems)
    return scheme


def _scheme(read: "_SchemeReader", d: Mapping[str, Any]) -> Scheme:
    """Everything but the alternatives; what is wrong is noted."""
    fields = read.fields(d, "", (*HEAD, *INSIDE, *AFTER))
    digits = read.whole_number(fields, "", "digits", MOST_DIGITS, 2)
    inside, items = read.inside(fields, "", read.inherited(fields, "", Inherited()))
    grades = read.grades(fields)
    scheme = Scheme(
        code=read.text(fields, "", "code"),
        name=read.text(fields, "", "name"),
        items=items,
        digits=digits,
        rank_on=read.choice(fields, "", "rank_on", RankOn),
        ties=read.ties(fields),
        inside=inside,
        screening=read.screening(fields["screening"]) if "screening" in fields else None,
        rank_among=read.choice(fields, "", "rank_among", Among, Among.GROUP),
        adjustments=read.adjustments(fields["adjustments"]) if "adjustments" in fields else NO_ADJUSTMENTS,
        exclusions=read.exclusions(fields),
        vetoes=read.vetoes(fields, grades),
        grades=grades,
        jumps=read.jumps(fields, grades),
    )
    _check_codes(scheme, read)
    return scheme


@dataclass(frozen=True)
class Inherited:
    """What a scheme or a block states for all that is inside it; the nearest counts."""

    missing: Missing | None = None
    digits: int | None = None
    means_above: bool = True
    """Whether everything above is a weighted mean, so that points add up."""


def _check_codes(scheme: Scheme, read: Reader) -> None:
    listed = [*scheme.nodes, *scheme.adjustments.entries, *scheme.vetoes, *scheme.jumps]
    nodes, codes = [node.code for node in scheme.nodes], Counter(one.code for one in listed if one.code)
    for code, count in codes.items():
        if count > 1:
            read.report("items", f"the code {code!r} is used {count} times", "Give every node its own code")
    for n, code in enumerate(scheme.ties):
        if code not in nodes:
            read.report(f"ties[{n}]", f"no node has the code {code!r}", f"Choose among {', '.join(nodes)}")


class _SchemeReader(RuleReader):
    """The fields of a scheme, top down."""

    def ties(self, fields: Mapping[str, Any]) -> tuple[str, ...]:
        value = fields.get("ties")
        if value == "shared":
            return ()
        if isinstance(value, list) and value and all(isinstance(code, str) for code in value):
            return tuple(value)
        self.report(
            "ties", f"must say what equal totals do, found {value!r}", "Write shared, or a list of node codes"
        )
        return ()

    def screening(self, value: Any) -> Screening:
        fields = self.fields(value, "screening", ("least_reported", "least_non_zero"))
        return Screening(
            self.share(fields, "screening", "least_reported"),
            self.share(fields, "screening", "least_non_zero", 0.0),
        )

    def each(self, fields: Mapping[str, Any], path: str, key: str) -> list[tuple[Any, str]]:
        """The entries of an optional list, each with its place."""
        listed = self.list(fields, path, key, "entry") if key in fields else []
        return [(entry, f"{at(path, key)}[{n}]") for n, entry in enumerate(listed)]

    def adjustments(self, value: Any) -> Adjustments:
        path = "adjustments"
        fields = self.fields(value, path, ("bonus_cap", "deduction_cap", "items"))
        if "items" not in fields:
            self.list(fields, path, "items")
        caps = (
            self.above_zero(fields, path, key) if fields.get(key) is not None else np.inf
            for key in ("bonus_cap", "deduction_cap")
        )
        return Adjustments(tuple(self.adjustment(*e) for e in self.each(fields, path, "items")), *caps)

    def adjustment(self, value: Any, path: str) -> Adjustment:
        """Points beside the hundred: counted, or by a rule whose floor and cap are open unless stated."""
        by_rule = isinstance(value, Mapping) and "score" in value
        own = ("indicator", "score") if by_rule else COUNTED
        fields = self.fields(value, path, ("code", "name", *own, "when"))
        by: Counted | ScoreRule
        if by_rule:
            score = fields["score"]
            unbounded = {"floor": None, "cap": None, **score} if isinstance(score, Mapping) else score
            by = self.rule({"score": unbounded}, path, AS_IT_IS)
        else:
            by = self.counted(fields, path)
        return Adjustment(
            self.text(fields, path, "code"),
            self.text(fields, path, "name"),
            by,
            self.text(fields, path, "indicator") if by_rule else by.indicator,  # type: ignore[union-attr]
            self.conditions(fields, path) if "when" in fields else (),
        )

    def conditions(self, fields: Mapping[str, Any], path: str) -> tuple[Condition, ...]:
        """What must hold together."""
        listed = self.list(fields, path, "when", "condition")
        return tuple(self.condition(one, f"{at(path, 'when')}[{n}]") for n, one in enumerate(listed))

    def condition(self, value: Any, path: str) -> Condition:
        fields = self.fields(value, path, ("indicator", "measure", "at_least", "at_most"))
        measure = self.choice(fields, path, "measure", Measure)
        if measure not in CONDITIONED:
            wrong = f"is {str(measure)!r}, which is not a choice"
            self.report(at(path, "measure"), wrong, f"Choose one of {', '.join(CONDITIONED)}")
        limits = {key: self.number(fields, path, key) for key in ("at_least", "at_most") if key in fields}
        if not limits:
            self.report(path, "states no limit", "Write at_least, at_most, or both")
        condition = Condition(self.text(fields, path, "indicator"), measure, **limits)
        if condition.at_least > condition.at_most:
            self.report(path, "at_least is above at_most", "Exchange them, or leave one out")
        return condition

    def exclusions(self, fields: Mapping[str, Any]) -> tuple[Exclusion, ...]:
        found = []
        for value, path in self.each(fields, "", "exclusions"):
            own = self.fields(value, path, ("unit", "reason"))
            found.append(Exclusion(self.text(own, path, "unit"), self.text(own, path, "reason")))
        return tuple(found)

    def vetoes(self, fields: Mapping[str, Any], grades: Grades) -> tuple[Veto, ...]:
        codes = [grade.code for grade in grades.names]
        return tuple(self.veto(value, path, codes) for value, path in self.each(fields, "", "vetoes"))

    def veto(self, value: Any, path: str, grades: list[str]) -> Veto:
        """A gate of eligibility; it leaves the last grade open unless stated otherwise."""
        names = ("indicator", "at_least", "basis", "approver", "term_months", "appeal_days", "opens")
        fields = self.fields(value, path, ("code", "name", *names))
        opens = max(len(grades) - 1, 0)
        if "opens" in fields:
            if fields["opens"] in grades:
                opens = grades.index(fields["opens"])
            else:
                wrong = f"no grade has the code {fields['opens']!r}"
                self.report(
                    at(path, "opens"), wrong, f"Choose among {', '.join(grades) or 'grades, and list them'}"
                )
        term, appeal = (
            self.whole_number(fields, path, key, 1200) if key in fields else None
            for key in ("term_months", "appeal_days")
        )
        return Veto(
            code=self.text(fields, path, "code"),
            name=self.text(fields, path, "name"),
            basis=self.text(fields, path, "basis"),
            indicator=self.text(fields, path, "indicator"),
            opens=opens,
            at_least=self.above_zero(fields, path, "at_least", 1.0),
            approver=self.text(fields, path, "approver") if "approver" in fields else "",
            term_months=term,
            appeal_days=appeal,
        )

    def grades(self, fields: Mapping[str, Any]) -> Grades:
        """Grades from the best down: all but the last by threshold, by share, or by both."""
        listed = self.each(fields, "", "grades")
        if not listed:
            self.quota(fields, ())
            return NO_GRADES
        names = tuple(self.grade(value, path) for value, path in listed)
        for key in ("at_least", "share"):
            stated = [getattr(grade, key) is not None for grade in names]
            if any(stated) and stated != [True] * (len(names) - 1) + [False]:
                wrong = f"{key} is stated for some grades and not for others"
                self.report("grades", wrong, "State it for all but the last, which takes the rest")
        limits = [grade.at_least for grade in names if grade.at_least is not None]
        if any(lower >= higher for higher, lower in pairwise(limits)):
            self.report("grades", "thresholds of grades must fall from the best grade down", "Order them")
        shares = [grade.share for grade in names if grade.share is not None]
        if sum(shares) > 1:
            self.report("grades", f"the shares add up to {sum(shares):g}, above 1", "Lower them")
        if not limits and not shares:
            self.report("grades", "nothing says who gets a grade", "Write at_least, share, or both")
        return Grades(names, *self.quota(fields, shares))

    def grade(self, value: Any, path: str) -> Grade:
        fields = self.fields(value, path, ("code", "name", "at_least", "share"))
        return Grade(
            self.text(fields, path, "code"),
            self.text(fields, path, "name"),
            self.number(fields, path, "at_least") if "at_least" in fields else None,
            self.share(fields, path, "share") if "share" in fields else None,
        )

    def jumps(self, fields: Mapping[str, Any], grades: Grades) -> tuple[Jump, ...]:
        if "jumps" in fields and not grades.names:
            self.report("jumps", "there is no grade to jump to", "List the grades, or leave it out")
        most = max(len(grades.names) - 1, 1)
        return tuple(self.jump(value, path, most) for value, path in self.each(fields, "", "jumps"))

    def jump(self, value: Any, path: str, most: int) -> Jump:
        fields = self.fields(value, path, ("code", "name", "up", "when"))
        self.above_zero(fields, path, "up", 1)
        return Jump(
            self.text(fields, path, "code"),
            self.text(fields, path, "name"),
            self.conditions(fields, path),
            self.whole_number(fields, path, "up", most, 1),
        )

    def quota(self, fields: Mapping[str, Any], shares: Sequence[float]) -> tuple[Places, Border]:
        """How shares become whole places; no source states it, so the scheme must."""
        if not shares:
            if "quota" in fields:
                self.report("quota", "goes with shares of grades", "Leave it out, or state the shares")
            return Places.DOWN, Border.ALL_IN
        own = self.fields(fields.get("quota"), "quota", ("places", "border"))
        return self.choice(own, "quota", "places", Places), self.choice(own, "quota", "border", Border)

    def inherited(self, fields: Mapping[str, Any], path: str, above: Inherited) -> Inherited:
        """What holds inside, from what is stated here and above."""
        return Inherited(
            self.choice(fields, path, "missing", Missing) if "missing" in fields else above.missing,
            self.whole_number(fields, path, "item_digits", MOST_DIGITS)
            if "item_digits" in fields
            else above.digits,
            above.means_above and fields.get("combine", Method.ARITHMETIC) == Method.ARITHMETIC,
        )

    def inside(
        self, fields: Mapping[str, Any], path: str, holds: Inherited
    ) -> tuple[Inside, tuple[Block | Item, ...]]:
        """What is inside a block, and how it becomes one score."""
        method = self.choice(fields, path, "combine", Method, Method.ARITHMETIC)
        power = self.number(fields, path, "power") if method is Method.POWER else 1.0
        if "power" in fields and method is not Method.POWER:
            self.report(at(path, "power"), "goes with combine: power, and only with it", "Leave it out")
        listed = self.list(fields, path, "items")
        weighing, given = self.weighing(fields, path, len(listed))
        least = self.share(fields, path, "least_reported", 0.0)
        items = tuple(
            self.node(child, f"{at(path, 'items')}[{n}]", holds, None if given is None else given[n])
            for n, child in enumerate(listed)
        )
        needs = method in NOT_BELOW_ZERO or weighing is Weighing.ENTROPY
        what = f"weights: {weighing}" if weighing is Weighing.ENTROPY else f"combine: {method}"
        for n, item in enumerate(items):
            if needs and not never_below_zero(item):
                self.report(
                    f"{at(path, 'items')}[{n}]",
                    f"may score below zero, which {what} cannot use",
                    "Give its score a floor of 0, or combine otherwise",
                )
        return Inside(method, power, weighing, least), items

    def weighing(
        self, fields: Mapping[str, Any], path: str, count: int
    ) -> tuple[Weighing, Sequence[float] | None]:
        """Where the weights come from, and the weights if they are not written at the items."""
        if "weights" not in fields:
            return Weighing.HAND, None
        where = at(path, "weights")
        own = self.fields(fields["weights"], where, ("by", "judgements", "roots"))
        by = self.choice(own, where, "by", Weighing)
        if by is Weighing.AHP:
            return by, self.judged(own, where, count)
        for key in ("judgements", "roots"):
            if key in own:
                self.report(at(where, key), "goes with by: ahp, and only with it", "Leave it out")
        return by, [1.0] * count if by in WITHOUT_WEIGHT else None

    def judged(self, fields: Mapping[str, Any], path: str, count: int) -> Sequence[float]:
        """Weights from a matrix of judgements; equal ones in place of judgements that cannot be used."""
        place, rows = at(path, "judgements"), self.list(fields, path, "judgements", "row")
        if len(rows) != count or any(not isinstance(row, list) or len(row) != count for row in rows):
            wrong = f"must be {count} rows of {count} numbers, one for every item of the block"
            self.report(place, wrong, "Write e.g. [[1, 3], [1/3, 1]]")
            return [1.0] * count
        by_roots, matrix = self.flag(fields, path, "roots"), [[judgement(x) for x in row] for row in rows]
        unusable = [(r, c) for r, row in enumerate(matrix) for c, x in enumerate(row) if x is None]
        for r, c in unusable:
            wrong = f"must be a number above zero or a fraction, found {rows[r][c]!r}"
            self.report(f"{place}[{r}][{c}]", wrong, "Write e.g. 3 or 1/3")
        if unusable:
            return [1.0] * count
        try:
            found = ahp(np.array(matrix, dtype=float), by_roots=by_roots)
        except ValueError as refused:
            self.report(place, str(refused), "See docs/methods/weights.md")
            return [1.0] * count
        if not found.consistent:
            self.report(
                place,
                f"contradict each other: consistency ratio {found.consistency_ratio:.3f}, not below 0.1",
                "Judge again, beginning with the pair that differs most from the rest",
            )
        return found.weights.tolist()  # type: ignore[no-any-return]

    def node(self, value: Any, path: str, above: Inherited, given: float | None) -> Block | Item:
        """A block or an item; `given` is its weight where the block above finds the weights."""
        block = isinstance(value, Mapping) and "items" in value
        own = INSIDE if block else ("indicator", "score", "gate", "events", *STAGES)
        fields = self.fields(value, path, ("code", "name", "weight", "missing", "item_digits", *own))
        code, name = self.text(fields, path, "code"), self.text(fields, path, "name")
        weight = self.above_zero(fields, path, "weight") if given is None else given
        if given is not None and "weight" in fields:
            wrong = "is not used: the block above finds the weights"
            self.report(at(path, "weight"), wrong, "Leave it out")
        holds = self.inherited(fields, path, above)
        if block:
            inside, items = self.inside(fields, path, holds)
            return Block(code, name, weight, items, inside)
        return self.item(fields, path, holds, (code, name, weight))

    def item(
        self, fields: Mapping[str, Any], path: str, holds: Inherited, head: tuple[str, str, float]
    ) -> Item:
        """A leaf: a figure with its stages and its rule, counted events, or both."""
        if holds.missing is None:
            self.report(
                at(path, "missing"),
                "nothing says what happens when this item is not reported",
                f"Choose one of {', '.join(Missing)}, here or for the whole scheme",
            )
        if holds.digits is not None and not holds.means_above:
            wrong = "points are rounded only where every block above is a weighted mean"
            self.report(at(path, "item_digits"), wrong, "Leave out item_digits, or combine otherwise")
        alone = "events" in fields and not {"indicator", "score", *STAGES} & fields.keys()
        events = self.counting(fields["events"], at(path, "events"), alone) if "events" in fields else None
        stages = AS_IT_IS if alone else self.stages(fields, path)
        if alone and "gate" in fields:
            wrong = "goes with a figure of the item's own"
            self.report(at(path, "gate"), wrong, "Leave it out")
        if alone and events is not None:
            indicator = events.entries[0].indicator if events.entries else ""
            rule = ScoreRule(Measure.VALUE, AS_NORMALISED)
        else:
            indicator, rule = self.text(fields, path, "indicator"), self.rule(fields, path, stages)
        return Item(
            *head,
            indicator=indicator,
            rule=rule,
            missing=holds.missing or Missing.WITHHOLD,
            gates=self.gates(fields, path) if "gate" in fields else (),
            stages=stages,
            events=events,
            digits=holds.digits,
        )
