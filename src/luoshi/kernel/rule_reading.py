"""Reading the rules of an item 计分规则读取: stages, score, gate and events, from plain data."""

from collections.abc import Mapping
from typing import Any

from luoshi.kernel.composite.imputation import Middle
from luoshi.kernel.composite.treatment import KURTOSIS_LIMIT, MOST_POINTS, SKEWNESS_LIMIT, Limits
from luoshi.kernel.counting import Counted, Counting
from luoshi.kernel.efficacy import Tiers, efficacy_curve
from luoshi.kernel.ladder import Ladder, Tied
from luoshi.kernel.measure import Measure
from luoshi.kernel.piecewise import FULL_MARK, Beyond, Piecewise, completion_curve
from luoshi.kernel.reading import Reader, at
from luoshi.kernel.score_rule import AS_NORMALISED, Classes, Gate, Rungs, ScoreRule
from luoshi.kernel.size_classes import size_class
from luoshi.kernel.stages import (
    AS_IT_IS,
    Among,
    Denominator,
    Difficulty,
    Imputation,
    Normalisation,
    Scale,
    Stages,
    Transformation,
    Treatment,
)

RELATIVE = (Measure.VALUE, Measure.SHARE_OF_BEST, Measure.RANK)
# What a condition on what follows the sum may ask.
CONDITIONED = (Measure.VALUE, Measure.COMPLETION, Measure.GROWTH)
QUANTITIES = (Measure.VALUE, Measure.COMPLETION, Measure.GROWTH, Measure.GROWTH_GAP)
STAGES = ("of", "per", "difficulty", "impute", "treat", "normalise")
ENDS = ("below", "above", "floor", "cap")
# Ways to say which measure gives which score; one of them at most.
SHAPES = ("knots", "efficacy", "tiers", "classes", "ladder")
COUNTED = ("indicator", "each", "most", "matter")
# Each takes a round over all units; practice is 5.
MOST_WINSORISED = 20
# Which further fields a normalisation takes.
PARAMETERS = {
    Scale.MIN_MAX: ("low", "high"),
    Scale.Z_SCORE: ("mean", "deviation"),
    Scale.DISTANCE_TO_UNIT: ("unit", "cap"),
    Scale.DISTANCE_TO_TARGET: ("target", "cap"),
    Scale.GOALPOSTS: ("worst", "best", "logarithmic"),
}


class RuleReader(Reader):
    """The fields of an item that say how a figure becomes a score."""

    def stages(self, fields: Mapping[str, Any], path: str) -> Stages:
        """What happens to a figure before it is measured."""
        if not any(key in fields for key in STAGES):
            return AS_IT_IS
        of = self.choice(fields, path, "of", Measure, Measure.VALUE)
        if of not in QUANTITIES:
            wrong = f"is {str(of)!r}, which is not a choice"
            self.report(at(path, "of"), wrong, f"Choose one of {', '.join(QUANTITIES)}")
        if "per" in fields and of in (Measure.COMPLETION, Measure.GROWTH_GAP):
            wrong = "a target is not divided: it is for the figure as it is reported"
            self.report(at(path, "per"), wrong, "Leave out per, or write of: value or of: growth")
        found = {
            key: read(fields[key], at(path, key))
            for key, read in (
                ("per", self.per),
                ("difficulty", self.difficulty),
                ("impute", self.impute),
                ("treat", self.treat),
                ("normalise", self.normalise),
            )
            if key in fields
        }
        return Stages(of, **found)  # type: ignore[arg-type]

    def per(self, value: Any, path: str) -> Denominator:
        fields = self.fields(value, path, ("indicator", "scale"))
        return Denominator(self.text(fields, path, "indicator"), self.above_zero(fields, path, "scale", 1.0))

    def difficulty(self, value: Any, path: str) -> Difficulty:
        fields = self.fields(value, path, ("indicator", "by_unit", "least", "most"))
        usual = Difficulty()
        least = self.above_zero(fields, path, "least", usual.least)
        most = self.above_zero(fields, path, "most", usual.most)
        if ("indicator" in fields) is ("by_unit" in fields):
            self.report(path, "takes one of indicator, by_unit", "Write where the coefficients stand")
        if "by_unit" not in fields:
            return Difficulty(self.text(fields, path, "indicator"), (), least, most)
        where, table = at(path, "by_unit"), fields["by_unit"]
        if not isinstance(table, Mapping) or not table:
            self.report(where, f"must be a mapping, found {table!r}", "Write e.g. {T1: 1.1, T2: 1.05}")
            table = {}
        by_unit = tuple((str(unit), self.number(table, where, unit)) for unit in table)
        for unit, coefficient in by_unit:
            if not least <= coefficient <= most:
                wrong = f"must be from {least:g} to {most:g}, found {coefficient:g}"
                self.report(at(where, unit), wrong, "Change it, or the published range: least, most")
        return Difficulty("", by_unit, least, most)

    def impute(self, value: Any, path: str) -> Imputation:
        fields = self.fields(value, path, ("by", "among"))
        return Imputation(self.choice(fields, path, "by", Middle), self.among(fields, path))

    def treat(self, value: Any, path: str) -> Treatment:
        names = ("winsorise", "skewness", "kurtosis", "then", "power", "among")
        fields = self.fields(value, path, names)
        then = self.choice(fields, path, "then", Transformation, Transformation.LOG)
        if ("power" in fields) is not (then is Transformation.BOX_COX):
            self.report(
                at(path, "power"), "goes with then: box_cox, and only with it", "Write e.g. power: 0.5"
            )
        return Treatment(
            self.whole_number(fields, path, "winsorise", MOST_WINSORISED, MOST_POINTS),
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

    def gates(self, fields: Mapping[str, Any], path: str) -> tuple[Gate, ...]:
        """What must be reached together: a list, or one condition alone."""
        if not isinstance(fields["gate"], list):
            return (self.gate(fields["gate"], at(path, "gate")),)
        listed = self.list(fields, path, "gate", "condition")
        return tuple(self.gate(one, f"{at(path, 'gate')}[{n}]") for n, one in enumerate(listed))

    def gate(self, value: Any, path: str) -> Gate:
        fields = self.fields(value, path, ("indicator", "measure", "at_least"))
        return Gate(
            self.text(fields, path, "indicator"),
            self.choice(fields, path, "measure", Measure),
            self.number(fields, path, "at_least"),
        )

    def counting(self, value: Any, path: str, alone: bool) -> Counting:
        """The events of an item; `alone`: it has no figure of its own and starts with points."""
        fields = self.fields(value, path, ("points", "start", "floor", "cap", "counted"))
        if not alone and "start" in fields:
            self.report(at(path, "start"), "an item with a score of its own starts with it", "Leave it out")
        listed = self.list(fields, path, "counted", "entry")
        return Counting(
            tuple(
                self.counted(self.fields(entry, where, COUNTED), where)
                for entry, where in ((e, f"{at(path, 'counted')}[{n}]") for n, e in enumerate(listed))
            ),
            self.above_zero(fields, path, "points"),
            self.number(fields, path, "start") if alone else None,
            self.bound(fields, path, "floor", 0.0),
            self.bound(fields, path, "cap", FULL_MARK),
        )

    def counted(self, fields: Mapping[str, Any], path: str) -> Counted:
        return Counted(
            self.text(fields, path, "indicator"),
            self.number(fields, path, "each"),
            self.above_zero(fields, path, "most") if "most" in fields else None,
            self.text(fields, path, "matter") if "matter" in fields else "",
        )

    def rule(self, item: Mapping[str, Any], path: str, stages: Stages) -> ScoreRule:
        """The score of an item; what comes out of a normalisation is the score where none is stated."""
        if stages.normalise is not None and "score" not in item:
            return ScoreRule(Measure.VALUE, AS_NORMALISED, stages.normalise.lower_is_better)
        path = at(path, "score")
        names = ("measure", *SHAPES, *ENDS, "lower_is_better", "among")
        fields = self.fields(item.get("score"), path, names)
        measure = self.choice(fields, path, "measure", Measure)
        if stages != AS_IT_IS and measure not in RELATIVE:
            wrong = f"{measure} cannot follow the stages before it"
            self.report(at(path, "measure"), wrong, f"Write of: {measure} for the item, and measure: value")
        lower = self.flag(fields, path, "lower_is_better")
        if lower and stages.normalise is not None:
            wrong = "after a normalisation more is better"
            self.report(at(path, "lower_is_better"), wrong, "Write it inside normalise")
        if sum(shape in fields for shape in SHAPES) > 1:
            self.report(path, "has more than one scoring function", f"Keep one of {', '.join(SHAPES)}")
        among = self.among(fields, path)
        try:
            rungs = self.ladder(fields["ladder"], at(path, "ladder"), measure) if "ladder" in fields else None
            classes = self.classes(fields, path) if "classes" in fields else None
            stands_in = rungs is not None or classes is not None
            curve = AS_NORMALISED if stands_in else self.curve(fields, path, measure, lower)
            return ScoreRule(measure, curve, lower, among, classes, rungs)
        except ValueError as wrong:
            self.report(path, str(wrong), "See docs/methods/piecewise.md")
        return ScoreRule(measure, completion_curve())

    def ladder(self, value: Any, path: str, measure: Measure) -> Rungs:
        """Points by place, from the first place down and from the last place up."""
        fields = self.fields(value, path, ("top", "between", "bottom", "tied"))
        if measure is not Measure.RANK:
            self.report(path, "gives points by place", "Write measure: rank")
        top, bottom = (
            tuple(
                self.number({"x": x}, f"{at(path, key)}[{n}]", "x")
                for n, x in enumerate(self.list(fields, path, key, "number") if key in fields else ())
            )
            for key in ("top", "bottom")
        )
        ladder = Ladder(top, bottom, self.number(fields, path, "between", 0.0))
        return Rungs(ladder, self.choice(fields, path, "tied", Tied, Tied.BEST))

    def classes(self, fields: Mapping[str, Any], path: str) -> Classes:
        """A curve for every size class; floor, cap and ends are those of the score."""
        where = at(path, "classes")
        own = self.fields(fields["classes"], where, ("indicator", "at_least", "knots"))
        bounds = tuple(
            self.number({"x": x}, f"{where}.at_least[{n}]", "x")
            for n, x in enumerate(self.list(own, where, "at_least", "number"))
        )
        shapes = self.list(own, where, "knots", "list of knots")
        if len(shapes) != len(bounds) + 1:
            wrong = f"must be {len(bounds) + 1} lists: one above every bound, and one below the last"
            self.report(at(where, "knots"), wrong, "Write e.g. [[[0, 0], [1, 100]], [[0, 0], [1, 90]]]")
        size_class(0.0, bounds)
        indicator = self.text(own, where, "indicator") if "indicator" in own else ""
        curves = (
            self.through(knots, f"{at(where, 'knots')}[{n}]", fields, path) for n, knots in enumerate(shapes)
        )
        return Classes(indicator, bounds, tuple(curves))

    def curve(self, fields: Mapping[str, Any], path: str, measure: Measure, lower: bool) -> Piecewise:
        """The curve that is stated, else the usual one of the measure."""
        for shape, read in (("efficacy", self.efficacy), ("tiers", self.tiers)):
            if shape in fields:
                return read(fields[shape], at(path, shape))
        if "knots" in fields:
            return self.through(fields["knots"], at(path, "knots"), fields, path)
        cap, floor = self.bounds(fields, path)
        if measure in (Measure.COMPLETION, Measure.SHARE_OF_BEST):
            return completion_curve(cap, floor, lower and measure is Measure.COMPLETION)
        if measure is Measure.VALUE and not lower:
            return Piecewise(((0.0, 0.0), (FULL_MARK, FULL_MARK)), Beyond.EXTEND, Beyond.EXTEND, floor, cap)
        self.report(
            at(path, "knots"),
            f"are needed to score {measure}",
            "Write e.g. knots: [[0, 60], [2, 100]] (measure, score)",
        )
        return completion_curve()

    def bounds(self, fields: Mapping[str, Any], path: str) -> tuple[float | None, float | None]:
        """Cap and floor of a score; 100 and 0 unless stated."""
        return self.bound(fields, path, "cap", FULL_MARK), self.bound(fields, path, "floor", 0.0)

    def through(self, value: Any, where: str, fields: Mapping[str, Any], path: str) -> Piecewise:
        """A curve through knots, with the ends and bounds that `fields` state."""
        cap, floor = self.bounds(fields, path)
        below, above = (self.choice(fields, path, end, Beyond, Beyond.HOLD) for end in ("below", "above"))
        return Piecewise(self.knots(value, where), below, above, floor, cap)

    def efficacy(self, value: Any, path: str) -> Piecewise:
        """功效系数: 60 at the figure not allowed, 100 at the satisfactory one, unless stated otherwise; not clipped."""
        fields = self.fields(value, path, ("not_allowed", "satisfactory", "base", "span"))
        return efficacy_curve(
            self.number(fields, path, "not_allowed"),
            self.number(fields, path, "satisfactory"),
            self.number(fields, path, "base", 60.0),
            self.number(fields, path, "span", 40.0),
        )

    def tiers(self, value: Any, path: str) -> Piecewise:
        """分档功效系数: standards and their coefficients, the best first."""
        fields = self.fields(value, path, ("standards", "coefficients"))
        standards, coefficients = (
            tuple(
                self.number({"x": x}, f"{at(path, key)}[{n}]", "x")
                for n, x in enumerate(self.list(fields, path, key, "number"))
            )
            for key in ("standards", "coefficients")
        )
        return Tiers(standards, coefficients).curve

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
