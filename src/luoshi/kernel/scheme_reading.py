"""Reading a scheme 方案读取: plain data, as YAML or JSON gives it, to a checked `Scheme`; nothing is implied."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from luoshi.kernel.composite.imputation import Middle
from luoshi.kernel.composite.treatment import KURTOSIS_LIMIT, MOST_POINTS, SKEWNESS_LIMIT, Limits
from luoshi.kernel.composite.weights import ahp
from luoshi.kernel.measure import Measure
from luoshi.kernel.piecewise import FULL_MARK, Beyond, Piecewise, completion_curve
from luoshi.kernel.reading import Problem, Reader, at
from luoshi.kernel.scheme import (
    AS_NORMALISED,
    NOT_BELOW_ZERO,
    Block,
    Gate,
    Inside,
    Item,
    Method,
    RankOn,
    Scheme,
    ScoreRule,
    Screening,
    Weighing,
    never_below_zero,
)
from luoshi.kernel.stages import (
    AS_IT_IS,
    Among,
    Denominator,
    Imputation,
    Normalisation,
    Scale,
    Stages,
    Transformation,
    Treatment,
)
from luoshi.kernel.weighted_tree import Missing

MOST_DIGITS = 9
RELATIVE = (Measure.VALUE, Measure.SHARE_OF_BEST, Measure.RANK)
QUANTITIES = (Measure.VALUE, Measure.COMPLETION, Measure.GROWTH, Measure.GROWTH_GAP)
STAGES = ("of", "per", "impute", "treat", "normalise")
INSIDE = ("combine", "power", "weights", "items")
# Which further fields a normalisation takes.
PARAMETERS = {
    Scale.MIN_MAX: ("low", "high"),
    Scale.Z_SCORE: ("mean", "deviation"),
    Scale.DISTANCE_TO_UNIT: ("unit", "cap"),
    Scale.DISTANCE_TO_TARGET: ("target", "cap"),
    Scale.GOALPOSTS: ("worst", "best", "logarithmic"),
}
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
    own = ("code", "name", "digits", "rank_on", "rank_among", "ties", "missing", "screening")
    fields = read.fields(d, "", (*own, *INSIDE))
    missing = read.choice(fields, "", "missing", Missing) if "missing" in fields else None
    digits = read.whole_number(fields, "", "digits", MOST_DIGITS, 2)
    inside, items = read.inside(fields, "", missing)
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
    )
    _check_codes(scheme, read)
    if read.problems:
        raise SchemeError(read.problems)
    return scheme


def _check_codes(scheme: Scheme, read: Reader) -> None:
    codes = Counter(node.code for node in scheme.nodes if node.code)
    for code, count in codes.items():
        if count > 1:
            read.report("items", f"the code {code!r} is used {count} times", "Give every node its own code")
    for n, code in enumerate(scheme.ties):
        if code not in codes:
            read.report(f"ties[{n}]", f"no node has the code {code!r}", f"Choose among {', '.join(codes)}")


class _SchemeReader(Reader):
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

    def inside(
        self, fields: Mapping[str, Any], path: str, missing: Missing | None
    ) -> tuple[Inside, tuple[Block | Item, ...]]:
        """What is inside a block, and how it becomes one score."""
        method = self.choice(fields, path, "combine", Method, Method.ARITHMETIC)
        power = self.number(fields, path, "power") if method is Method.POWER else 1.0
        if "power" in fields and method is not Method.POWER:
            self.report(at(path, "power"), "is used with combine: power only", "Leave it out")
        listed = self.list(fields, path, "items")
        weighing, given = self.weighing(fields, path, len(listed))
        items = tuple(
            self.node(child, f"{at(path, 'items')}[{n}]", missing, None if given is None else given[n])
            for n, child in enumerate(listed)
        )
        needs = method in NOT_BELOW_ZERO or weighing is Weighing.ENTROPY
        for n, item in enumerate(items):
            if needs and not never_below_zero(item):
                what = f"weights: {weighing}" if weighing is Weighing.ENTROPY else f"combine: {method}"
                self.report(
                    f"{at(path, 'items')}[{n}]",
                    f"may score below zero, which {what} cannot use",
                    "Give its score a floor of 0, or combine otherwise",
                )
        return Inside(method, power, weighing), items

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
                self.report(at(where, key), "is used with by: ahp only", "Leave it out")
        return by, [1.0] * count if by in WITHOUT_WEIGHT else None

    def judged(self, fields: Mapping[str, Any], path: str, count: int) -> Sequence[float]:
        """Weights from a matrix of judgements; equal ones in place of judgements that cannot be used."""
        place, rows = at(path, "judgements"), self.list(fields, path, "judgements", "row")
        if len(rows) != count or any(not isinstance(row, list) or len(row) != count for row in rows):
            wrong = f"must be {count} rows of {count} numbers, one for every item of the block"
            self.report(place, wrong, "Write e.g. [[1, 3], [0.3333, 1]]")
            return [1.0] * count
        matrix = [
            [self.above_zero({"x": x}, f"{place}[{r}][{c}]", "x") for c, x in enumerate(row)]
            for r, row in enumerate(rows)
        ]
        try:
            found = ahp(np.array(matrix, dtype=float), by_roots=self.flag(fields, path, "roots"))
        except ValueError as wrong:
            self.report(place, str(wrong), "See docs/methods/weights.md")
            return [1.0] * count
        if not found.consistent:
            self.report(
                place,
                f"contradict each other: consistency ratio {found.consistency_ratio:.3f}, not below 0.1",
                "Judge again, beginning with the pair that differs most from the rest",
            )
        return found.weights.tolist()  # type: ignore[no-any-return]

    def node(self, value: Any, path: str, missing: Missing | None, given: float | None) -> Block | Item:
        """A block or an item; `given` is its weight where the block above finds the weights."""
        block = isinstance(value, Mapping) and "items" in value
        own = INSIDE if block else ("indicator", "score", "gate", *STAGES)
        fields = self.fields(value, path, ("code", "name", "weight", "missing", *own))
        code, name = self.text(fields, path, "code"), self.text(fields, path, "name")
        weight = self.above_zero(fields, path, "weight") if given is None else given
        if given is not None and "weight" in fields:
            wrong = "is not used: the block above finds the weights"
            self.report(at(path, "weight"), wrong, "Leave it out")
        policy = self.choice(fields, path, "missing", Missing) if "missing" in fields else missing
        if block:
            inside, items = self.inside(fields, path, policy)
            return Block(code, name, weight, items, inside)
        if policy is None:
            self.report(
                at(path, "missing"),
                "nothing says what happens when this item is not reported",
                f"Choose one of {', '.join(Missing)}, here or for the whole scheme",
            )
        stages = self.stages(fields, path)
        return Item(
            code,
            name,
            weight,
            indicator=self.text(fields, path, "indicator"),
            rule=self.rule(fields, path, stages),
            missing=policy or Missing.WITHHOLD,
            gate=self.gate(fields["gate"], at(path, "gate")) if "gate" in fields else None,
            stages=stages,
        )

    def gate(self, value: Any, path: str) -> Gate:
        fields = self.fields(value, path, ("indicator", "measure", "at_least"))
        return Gate(
            self.text(fields, path, "indicator"),
            self.choice(fields, path, "measure", Measure),
            self.number(fields, path, "at_least"),
        )

    def stages(self, fields: Mapping[str, Any], path: str) -> Stages:
        if not any(key in fields for key in STAGES):
            return AS_IT_IS
        of = self.choice(fields, path, "of", Measure, Measure.VALUE)
        if of not in QUANTITIES:
            wrong = f"is {str(of)!r}, which is not a choice"
            self.report(at(path, "of"), wrong, f"Choose one of {', '.join(QUANTITIES)}")
        if "per" in fields and of in (Measure.COMPLETION, Measure.GROWTH_GAP):
            wrong = "a target is not divided: it is for the figure as it is reported"
            self.report(at(path, "per"), wrong, "Leave out per, or write of: value or of: growth")
        return Stages(
            of,
            self.per(fields["per"], at(path, "per")) if "per" in fields else None,
            self.impute(fields["impute"], at(path, "impute")) if "impute" in fields else None,
            self.treat(fields["treat"], at(path, "treat")) if "treat" in fields else None,
            self.normalise(fields["normalise"], at(path, "normalise")) if "normalise" in fields else None,
        )

    def per(self, value: Any, path: str) -> Denominator:
        fields = self.fields(value, path, ("indicator", "scale"))
        return Denominator(self.text(fields, path, "indicator"), self.above_zero(fields, path, "scale", 1.0))

    def impute(self, value: Any, path: str) -> Imputation:
        fields = self.fields(value, path, ("by", "among"))
        return Imputation(self.choice(fields, path, "by", Middle), self.among(fields, path))

    def treat(self, value: Any, path: str) -> Treatment:
        names = ("winsorise", "skewness", "kurtosis", "then", "power", "among")
        fields = self.fields(value, path, names)
        then = self.choice(fields, path, "then", Transformation, Transformation.LOG)
        if ("power" in fields) is not (then is Transformation.BOX_COX):
            self.report(
                at(path, "power"), "is used with then: box_cox, and only there", "Write e.g. power: 0.5"
            )
        return Treatment(
            self.whole_number(fields, path, "winsorise", 1000, MOST_POINTS),
            Limits(
                self.above_zero(fields, path, "skewness", SKEWNESS_LIMIT),
                self.number(fields, path, "kurtosis", KURTOSIS_LIMIT),
            ),
            then,
            self.number(fields, path, "power", 0.0),
            self.among(fields, path),
        )

    def normalise(self, value: Any, path: str) -> Normalisation:
        given = value.get("by") if isinstance(value, Mapping) else None
        own = PARAMETERS.get(Scale(given), ()) if given in list(Scale) else ()
        fields = self.fields(value, path, ("by", "among", "lower_is_better", *own))
        by, usual = self.choice(fields, path, "by", Scale), Normalisation(Scale.MIN_MAX)
        found = {
            key: self.number(fields, path, key, default)
            for key, default in (
                ("low", usual.low),
                ("high", usual.high),
                ("mean", None),
                ("deviation", None),
                ("target", None),
                ("worst", None),
                ("best", None),
            )
            if key in own
        }
        if "deviation" in own:
            self.above_zero(fields, path, "deviation", 1.0)
        logarithmic = "logarithmic" in own and self.flag(fields, path, "logarithmic")
        if by is Scale.GOALPOSTS:
            self.posts(found["worst"], found["best"], logarithmic, path)
        lower = self.flag(fields, path, "lower_is_better")
        return Normalisation(
            by=by,
            among=self.among(fields, path),
            lower_is_better=lower or found.get("worst", 0.0) > found.get("best", 1.0),
            unit=self.text(fields, path, "unit") if "unit" in own else "",
            cap=self.bound(fields, path, "cap", usual.cap) if "cap" in own else usual.cap,
            logarithmic=logarithmic,
            **found,
        )

    def posts(self, worst: float, best: float, logarithmic: bool, path: str) -> None:
        if worst == best:
            self.report(path, "the posts of an item must differ", "Write the worst and the best figure")
        if logarithmic and min(worst, best) <= 0:
            self.report(path, "posts of a logarithmic item must be above zero", "Raise the lower post")

    def among(self, fields: Mapping[str, Any], path: str) -> Among:
        return self.choice(fields, path, "among", Among, Among.GROUP)

    def rule(self, item: Mapping[str, Any], path: str, stages: Stages) -> ScoreRule:
        if stages.normalise is not None and "score" not in item:
            return ScoreRule(Measure.VALUE, AS_NORMALISED, stages.normalise.lower_is_better)
        path = at(path, "score")
        names = ("measure", "knots", "below", "above", "floor", "cap", "lower_is_better", "among")
        fields = self.fields(item.get("score"), path, names)
        measure = self.choice(fields, path, "measure", Measure)
        if stages != AS_IT_IS and measure not in RELATIVE:
            wrong = f"{measure} cannot follow the stages before it"
            self.report(at(path, "measure"), wrong, f"Write of: {measure} for the item, and measure: value")
        lower = self.flag(fields, path, "lower_is_better")
        if lower and stages.normalise is not None:
            wrong = "after a normalisation more is better"
            self.report(at(path, "lower_is_better"), wrong, "Write it inside normalise")
        among = self.among(fields, path)
        try:
            return ScoreRule(measure, self.curve(fields, path, measure, lower), lower, among)
        except ValueError as wrong:
            self.report(path, str(wrong), "See docs/methods/piecewise.md")
        return ScoreRule(measure, completion_curve())

    def curve(self, fields: Mapping[str, Any], path: str, measure: Measure, lower: bool) -> Piecewise:
        cap, floor = (self.bound(fields, path, *b) for b in (("cap", FULL_MARK), ("floor", 0.0)))
        if "knots" in fields:
            below, above = (
                self.choice(fields, path, end, Beyond) if end in fields else Beyond.HOLD
                for end in ("below", "above")
            )
            return Piecewise(self.knots(fields["knots"], at(path, "knots")), below, above, floor, cap)
        if measure is Measure.COMPLETION:
            return completion_curve(cap, floor, lower)
        if measure is Measure.SHARE_OF_BEST:
            return completion_curve(cap, floor)
        if measure is Measure.VALUE and not lower:
            return Piecewise(((0.0, 0.0), (FULL_MARK, FULL_MARK)), Beyond.EXTEND, Beyond.EXTEND, floor, cap)
        self.report(
            at(path, "knots"),
            f"are needed to score {measure}",
            "Write e.g. knots: [[0, 60], [2, 100]] (measure, score)",
        )
        return completion_curve()

    def knots(self, value: Any, path: str) -> tuple[tuple[float, float], ...]:
        pairs = value if isinstance(value, list) else []
        if not pairs or any(not isinstance(pair, list | tuple) or len(pair) != 2 for pair in pairs):
            self.report(
                path,
                f"must be a list of [measure, score] pairs, found {value!r}",
                "Write e.g. [[0, 0], [1, 100]]",
            )
            return ((0.0, 0.0), (1.0, FULL_MARK))
        return tuple(
            (self.number({"x": x}, f"{path}[{n}]", "x"), self.number({"y": y}, f"{path}[{n}]", "y"))
            for n, (x, y) in enumerate(pairs)
        )
