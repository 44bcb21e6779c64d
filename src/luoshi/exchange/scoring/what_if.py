"""What a change would do (假如): scores and ranks of a table before and after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.scheme_text import read_scheme
from luoshi.exchange.scoring.files import read_text
from luoshi.exchange.scoring.folder import Scored, score
from luoshi.exchange.scoring.values import changed, read_values
from luoshi.kernel.alternatives_reading import SECTION
from luoshi.ledger.refusal import Problem, Refused

YAML = (".yaml", ".yml")
# Before the point, as of the figures of a table.
MOST_DIGITS = 14


@dataclass(frozen=True)
class Moved:
    """One unit before and after; None where it has no score or no rank, or is not in that table."""

    unit: str
    group: str
    score: tuple[str | None, str | None]
    rank: tuple[int | None, int | None]


def what_if(scored: Scored, change: str, content: bytes | None) -> list[Moved]:
    """What ``change`` would do to every unit, in the order of the result.

    ``content`` is that of the file ``change`` names: a scheme (.yaml) or a table of figures in place of the own.
    Without it ``change`` is ``NODE=weight`` or ``UNIT/INDICATOR=actual``. Refused when it cannot be read.
    """
    after = _other_file(scored, change, content) if content is not None else _other_number(scored, change)
    then = {unit["code"]: unit for unit in after.result["units"]}
    before = {unit["code"]: unit for unit in scored.result["units"]}
    nothing: dict[str, Any] = {"score": None, "rank": None}
    return [
        Moved(
            code,
            (before.get(code) or then[code])["group"],
            (before.get(code, nothing)["score"], then.get(code, nothing)["score"]),
            (before.get(code, nothing)["rank"], then.get(code, nothing)["rank"]),
        )
        for code in dict.fromkeys([*before, *then])
    ]


def _other_file(scored: Scored, name: str, content: bytes) -> Scored:
    if name.lower().endswith(YAML):
        return score(read_text(content, name), scored.values)
    return score(scored.scheme.source, read_values(content))


def _other_number(scored: Scored, change: str) -> Scored:
    name, _sign, text = change.rpartition("=")
    try:
        number = Decimal(text.strip())
        if not number.is_finite() or number.adjusted() >= MOST_DIGITS:
            raise InvalidOperation
    except InvalidOperation as error:
        raise Refused(
            Problem(
                change,
                _("This is neither a file nor a change."),
                _("Write NODE=weight, UNIT/INDICATOR=actual, or the name of a file."),
            )
        ) from error
    unit, slash, indicator = name.strip().rpartition("/")
    if slash:
        return score(scored.scheme.source, changed(scored.values, unit, indicator, number))
    return score(_reweighted(scored.scheme.source, name.strip(), number), scored.values)


def _reweighted(source: str, node: str, weight: Decimal) -> str:
    """The text of the scheme with another weight for one node, and without alternatives.

    They change no score, and the weight asked about is often that of an option, which would then say nothing.
    """
    raw = yaml.safe_load(source)
    raw.pop(SECTION, None)
    found = [entry for entry in _entries(raw) if entry["code"] == node]
    if not found:
        known = ", ".join(n.code for n in read_scheme(source).nodes)
        raise Refused(Problem(node, _("The scheme has no item of this code."), _("Its codes: %s.") % known))
    found[0]["weight"] = float(weight)
    return yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)


def _entries(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in block.get("items", ()):
        yield entry
        yield from _entries(entry)
