"""What is wrong with a scheme, in the reader's language: where it is, what it is, how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from jsonschema.exceptions import ValidationError

from luoshi.kernel.reading import Problem as KernelProblem
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
    signs = {"minimum": "≥", "maximum": "≤", "exclusiveMinimum": ">"}
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
    (
        r"must be a number, found (?P<value>.+)",
        _("%(value)s is not a number that can be used."),
        _("Write an ordinary number."),
    ),
)


def of_kernel(problem: KernelProblem) -> Problem:
    """A rule of the kernel's scheme; what has no translation is told in the kernel's own words."""
    for pattern, what, mend in _KERNEL:
        found = re.fullmatch(pattern, problem.wrong)
        if found:
            return Problem(problem.path, what % found.groupdict(), mend)
    return Problem(problem.path, problem.wrong, problem.mend)
