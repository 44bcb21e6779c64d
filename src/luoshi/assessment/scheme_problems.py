"""What is wrong with a scheme, in the reader's language: where it is, what it is, how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from jsonschema.exceptions import ValidationError

from luoshi.kernel.reading import Problem as KernelProblem
from luoshi.kernel.scheme import Scheme
from luoshi.ledger.refusal import Problem

Said = tuple[Any, Any]


@dataclass(frozen=True)
class Violation:
    """A rule of the schema (``rule`` wants ``wanted``) that ``found`` breaks; ``known`` are the fields there are."""

    rule: str
    wanted: Any
    found: Any
    known: tuple[str, ...]


def of_schema(error: ValidationError) -> Problem:
    """A violation of ``schemes/schema.json``."""
    where = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path
    ).lstrip(".")
    around = error.schema if isinstance(error.schema, dict) else {}
    known = tuple(sorted(around.get("properties", ())))
    violation = Violation(str(error.validator), error.validator_value, error.instance, known)
    return Problem(where or _("Scheme"), *_SCHEMA.get(violation.rule, _anything)(violation))


def _anything(broken: Violation) -> Said:
    return (
        _("This value does not fit: %s") % _short(broken.found),
        _("Compare it with the built-in scheme."),
    )


def _required(broken: Violation) -> Said:
    absent = [key for key in broken.wanted if key not in broken.found]
    return _("Missing: %s.") % ", ".join(absent), _("Add it.")


def _unknown(broken: Violation) -> Said:
    extra = [key for key in broken.found if key not in broken.known]
    return (
        _("Unknown field: %s.") % ", ".join(map(str, extra)),
        _("Known fields: %s.") % ", ".join(broken.known),
    )


_TYPES = {
    "object": _("a mapping"),
    "array": _("a list"),
    "string": _("a text"),
    "number": _("a number"),
    "integer": _("a whole number"),
    "boolean": _("true or false"),
    "null": _("nothing"),
}


def _type(broken: Violation) -> Said:
    wanted = broken.wanted
    names = [str(_TYPES[t]) for t in ([wanted] if isinstance(wanted, str) else wanted)]
    return (
        _("Found %s.") % _short(broken.found),
        _("Write %s here.") % " / ".join(names),
    )


def _enum(broken: Violation) -> Said:
    return (
        _("“%s” is not a choice.") % _short(broken.found),
        _("Choose one of: %s.") % ", ".join(map(str, broken.wanted)),
    )


def _bound(broken: Violation) -> Said:
    signs = {"minimum": "≥", "maximum": "≤", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
    return (
        _("%s is out of range.") % _short(broken.found),
        _("It must be %(sign)s %(bound)s.") % {"sign": signs[broken.rule], "bound": broken.wanted},
    )


def _pattern(broken: Violation) -> Said:
    return (
        _("“%s” is not a code.") % _short(broken.found),
        _("Use small letters, digits and underscores, beginning with a letter."),
    )


def _count(broken: Violation) -> Said:
    return _("The list is too short or too long."), _("Give every entry the number of values it needs.")


def _ties(broken: Violation) -> Said:
    return _("Found %s.") % _short(broken.found), _("Write shared, or a list of node codes.")


_SCHEMA: dict[str, Callable[[Violation], Said]] = {
    "required": _required,
    "additionalProperties": _unknown,
    "type": _type,
    "enum": _enum,
    "minimum": _bound,
    "maximum": _bound,
    "exclusiveMinimum": _bound,
    "exclusiveMaximum": _bound,
    "minProperties": _count,
    "pattern": _pattern,
    "minItems": _count,
    "maxItems": _count,
    "anyOf": _ties,
}


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


# The rules that only the kernel knows; the numbers and codes in its words are carried over.
_KERNEL: tuple[tuple[str, Any, Any], ...] = (
    (
        r"the code (?P<code>.+) is used (?P<count>\d+) times",
        _("The code %(code)s is used %(count)s times."),
        _("Give every node its own code."),
    ),
    (
        r"no node has the code (?P<code>.+)",
        _("No node has the code %(code)s."),
        _("Use the code of a block or an item."),
    ),
    (
        r"nothing says what happens when this item is not reported",
        _("Nothing says what happens when this item is not reported."),
        _("Write missing: zero, exclude or withhold, here or for the whole scheme."),
    ),
    (
        r"are needed to score (?P<measure>.+)",
        _("Knots are needed to score the measure %(measure)s."),
        _("Write e.g. knots: [[0, 60], [2, 100]] (measure, score)."),
    ),
    (
        r"knots must be ordered by x",
        _("The knots are not in order."),
        _("List them from the smallest measure to the largest."),
    ),
    (
        r"at most two knots may share an x \(a step\)",
        _("More than two knots share a measure."),
        _("A step needs two."),
    ),
    (
        r"scores must only rise or only fall from knot to knot",
        _("The scores of the knots rise and fall."),
        _("Let them only rise, or only fall."),
    ),
    (
        r"a step at the outermost knots cannot be extended",
        _("A step at the end cannot be extended."),
        _("Write hold there, or add a knot."),
    ),
    (
        r"the floor must not be above the cap",
        _("The floor is above the cap."),
        _("Lower the floor or raise the cap."),
    ),
    (
        r"must be a text, found .*",
        _("A text is needed here."),
        _("Write it with at least one character that is not a space."),
    ),
    (r"must be a number, found None", _("A number is missing here."), _("Add it.")),
    (
        r"must be a number, found (?P<value>.+)",
        _("%(value)s is not a number that can be used."),
        _("Write an ordinary number."),
    ),
    (
        r"must be (?:above zero|a whole number from \d+ to \d+|from 0 to 1), found (?P<value>.+)",
        _("%(value)s is out of range."),
        _("See the page of schemes for what may stand here."),
    ),
    (
        r"must be from (?P<least>.+) to (?P<most>.+), found (?P<value>.+)",
        _("%(value)s is not between %(least)s and %(most)s."),
        _("Change it, or the published range: least, most."),
    ),
    (
        r"(?:must be a mapping|must be a list of at least one \w+), found .*",
        _("Something is missing here."),
        _("Write it, with the fields it needs."),
    ),
    (r"is missing", _("This is missing."), _("Add it.")),
    (
        r"is '(?P<found>.+)', which is not a choice",
        _("“%(found)s” is not a choice."),
        _("See the page of schemes for what may stand here."),
    ),
    (
        r"is not a known field",
        _("This field does not go with the others here."),
        _("Leave it out, or choose what it goes with."),
    ),
    (
        r"goes with (?P<other>\w+: \w+), and only with it",
        _("This goes with “%(other)s”, and only with it."),
        _("Leave it out, or write both."),
    ),
    (
        r"there is no grade to jump to",
        _("There is no grade to jump to."),
        _("List the grades, or leave the jumps out."),
    ),
    (
        r"states no limit",
        _("The condition states no limit."),
        _("Write at_least, at_most, or both."),
    ),
    (
        r"at_least is above at_most",
        _("No figure can meet this: at_least is above at_most."),
        _("Exchange them, or leave one out."),
    ),
    (
        r"goes with shares of grades",
        _("A quota goes with shares of the grades."),
        _("Leave it out, or state the shares."),
    ),
    (
        r"a target is not divided: .*",
        _("A target is for the figure as it is reported; it is not divided."),
        _("Leave out per, or write of: value or of: growth."),
    ),
    (
        r"the posts of an item must differ",
        _("The two posts are the same."),
        _("Write the worst and the best figure."),
    ),
    (
        r"posts of a logarithmic item must be above zero",
        _("A logarithm needs posts above zero."),
        _("Raise the lower post."),
    ),
    (
        r"(?P<measure>\w+) cannot follow the stages before it",
        _("The measure %(measure)s cannot follow the stages before it."),
        _("Write of: %(measure)s for the item, and measure: value."),
    ),
    (
        r"after a normalisation more is better",
        _("After a normalisation more is always better."),
        _("Write lower_is_better inside normalise."),
    ),
    (
        r"takes one of indicator, by_unit",
        _("Nothing says, or two things say, where the coefficients stand."),
        _("Write either indicator or by_unit."),
    ),
    (
        r"has more than one scoring function",
        _("There is more than one scoring function."),
        _("Keep one of knots, efficacy, tiers, classes, ladder."),
    ),
    (
        r"must be (?P<count>\d+) lists: .*",
        _("%(count)s lists of knots are needed."),
        _("One above every bound, and one below the last."),
    ),
    (r"gives points by place", _("A ladder gives points by place."), _("Write measure: rank.")),
    (
        r"points of a ladder must not rise from the first place to the last",
        _("A better place would be worth less."),
        _("Let the points only fall from the first place to the last."),
    ),
    (
        r"tiers need as many coefficients as standards, two at least",
        _("Standards and coefficients do not go together."),
        _("Write as many coefficients as standards, two at least."),
    ),
    (
        r"coefficients of tiers must fall and lie between 0 and 1",
        _("The coefficients do not fall from the best tier down."),
        _("Write them falling, between 0 and 1."),
    ),
    (
        r"standards of tiers must only rise or only fall",
        _("The standards rise and fall."),
        _("List them from the best tier to the worst."),
    ),
    (
        r"bounds of size classes must fall from the largest class down",
        _("The bounds of the classes are not in order."),
        _("List them from the largest class down."),
    ),
    (
        r"may score below zero, which (?P<what>.+) cannot use",
        _("This may score below zero, which “%(what)s” cannot use."),
        _("Give its score a floor of 0, or combine otherwise."),
    ),
    (
        r"is not used: the block above finds the weights",
        _("This weight is not used: the block above finds the weights."),
        _("Leave it out."),
    ),
    (
        r"must be (?P<count>\d+) rows of \d+ numbers, .*",
        _("The judgements must be %(count)s rows of %(count)s numbers."),
        _("One row and one column for every item of the block."),
    ),
    (
        r"must be a number above zero or a fraction, found (?P<value>.+)",
        _("%(value)s is no judgement."),
        _("Write e.g. 3 or 1/3."),
    ),
    (
        r"judgements must be reciprocal: .*",
        _("The judgements are not reciprocal."),
        _("What is 3 one way is 1/3 the other way, written 1/3 or 0.3333, and 1 on the diagonal."),
    ),
    (
        r"no random index for (?P<count>\d+) items; .*|judgements are a square .*",
        _("These judgements cannot be weighed."),
        _("Judge two to ten items at a time; form smaller blocks."),
    ),
    (
        r"contradict each other: consistency ratio (?P<ratio>[\d.]+), not below 0\.1",
        _("The judgements contradict each other: consistency ratio %(ratio)s, not below 0.1."),
        _("Judge again, beginning with the pair that differs most from the rest."),
    ),
    (
        r"an item with a score of its own starts with it",
        _("An item with a score of its own starts with that score."),
        _("Leave it out."),
    ),
    (
        r"goes with a figure of the item's own",
        _("A condition goes with a figure of the item's own."),
        _("Leave it out."),
    ),
    (
        r"points are rounded only where every block above is a weighted mean",
        _("Points are rounded only where every block above is a weighted mean."),
        _("Leave out item_digits, or combine otherwise."),
    ),
    (
        r"no grade has the code (?P<code>.+)",
        _("No grade has the code %(code)s."),
        _("Use the code of a grade."),
    ),
    (
        r"(?P<field>\w+) is stated for some grades and not for others",
        _("“%(field)s” is stated for some grades and not for others."),
        _("State it for all but the last grade, which takes the rest."),
    ),
    (
        r"thresholds of grades must fall from the best grade down",
        _("The thresholds of the grades do not fall."),
        _("List the grades from the best down."),
    ),
    (
        r"the shares add up to (?P<sum>[\d.]+), above 1",
        _("The shares of the grades add up to %(sum)s, above 1."),
        _("Lower them."),
    ),
    (
        r"nothing says who gets a grade",
        _("Nothing says who gets a grade."),
        _("Write at_least, share, or both."),
    ),
    (
        r"must be at least 0 and below 1, found (?P<value>.+)",
        _("%(value)s is out of range."),
        _("Write e.g. 0.2 for weights that vary by ±20%%."),
    ),
    (
        r"leaves nothing open",
        _("The alternatives leave nothing open."),
        _("Write a noise above 0, or list choices."),
    ),
    (
        r"make (?P<ways>\d+) ways together, more than (?P<most>\d+)",
        _("The choices make %(ways)s ways together, more than %(most)s."),
        _("List fewer options, or fewer choices."),
    ),
    (
        r"(?P<one>\w+) and (?P<other>\w+) both decide about (?P<node>.+)",
        _("The choices %(one)s and %(other)s both decide about %(node)s."),
        _("Put their options into one choice, or limit each by for."),
    ),
    (
        r"the code '(?P<code>.+)' is that of a block or an item",
        _("The code %(code)s is that of a block or an item."),
        _("Give the choice a code of its own."),
    ),
    (
        r"chance is stated for some options and not for others",
        _("A chance is stated for some options and not for others."),
        _("State it for all, or for none: then all ways are equally likely."),
    ),
    (
        r"the chances add up to (?P<sum>[\d.]+), (?P<limit>not below 1)",
        _("The chances add up to %(sum)s; nothing is left for the scheme's own way."),
        _("Lower them; what is left is the scheme's own way."),
    ),
    (
        r"says nothing that would be otherwise",
        _("The option says nothing that would be otherwise."),
        _("Write one of: impute, treat, normalise, combine, weights, weight, without."),
    ),
    (
        r"changes nothing",
        _("The option is the scheme as it is."),
        _("Change it, or leave it out."),
    ),
    (
        r"no item in question has this step",
        _("No item that it is for has this step."),
        _("Name the items: for: [code, ...]."),
    ),
    (
        r"is for blocks, and none is named",
        _("This is for blocks, and no block is named."),
        _("Name a block: for: [code]; without it every block is meant."),
    ),
    (
        r"nothing is left of the (?P<whole>scheme)",
        _("Nothing is left of the scheme."),
        _("Leave at least one item in."),
    ),
)


def of_kernel(problem: KernelProblem) -> Problem:
    """A rule of the kernel's scheme; what has no translation is told in the kernel's own words."""
    for pattern, what, mend in _KERNEL:
        found = re.fullmatch(pattern, problem.wrong)
        if found:
            told = found.groupdict()
            return Problem(problem.path, what % told, mend % told)
    return Problem(problem.path, problem.wrong, problem.mend)


def unknown_units(rules: Scheme, assessed: Collection[str]) -> list[Problem]:
    """The places of ``rules`` that name a unit which is not among those ``assessed`` (codes)."""
    return [
        Problem(
            place,
            _("No assessed unit has the code %s.") % unit,
            _("Use one of: %s.") % ", ".join(sorted(assessed)),
        )
        for unit, place in rules.units.items()
        if unit not in assessed
    ]
