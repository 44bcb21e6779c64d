"""What scoring a table gives, as files (计分结果文件): the same figures give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from luoshi.assessment.inputs import Inputs
from luoshi.assessment.robustness import Explained
from luoshi.assessment.scheme_text import SchemeText
from luoshi.assessment.scoring import code_version, result_json
from luoshi.exchange.formula_guard import guarded
from luoshi.exchange.scoring.noise import Noise
from luoshi.kernel.canonical import canonical_bytes
from luoshi.kernel.robustness import RankRange
from luoshi.kernel.rounding import half_up

TRACE_FORMAT = 1
WEIGHT, CHOICE = "weight", "choice"
ITEM_NUMBERS = ("measure", "piece", "score", "weight", "points", "lost")

Result = Mapping[str, Any]


def result_of(scheme: SchemeText, inputs: Inputs) -> Result:
    """What the run of a server would keep of these inputs, see ``assessment.scoring.result_json``."""
    kept: Result = json.loads(result_json(scheme.rules, inputs))
    return kept


def ranks_csv(scheme: SchemeText, result: Result, spread: RankRange | None = None) -> bytes:
    """One row a unit, by group and rank; ranks at three percentiles of the draws where there were any."""
    head = ["group", "rank", "of", "unit", "score", "total"]
    rows = []
    for row, unit in enumerate(result["units"]):
        cells = [
            unit["group"],
            unit["rank"],
            unit["of"],
            unit["code"],
            unit["score"],
            unit["total"],
        ]
        if spread is not None:
            cells += [int(ranks[row]) or None for ranks in spread]
        rows.append((scheme.groups.index(unit["group"]), unit["rank"] or len(result["units"]) + 1, cells))
    if spread is not None:
        head += ["rank_p5", "rank_p50", "rank_p95"]
    return _table(head, (cells for *_order, cells in sorted(rows, key=lambda r: (r[0], r[1], r[2][3]))))


def scores_csv(result: Result) -> bytes:
    """One row a unit and item, in the order of the trace."""
    head = ["unit", "item", "applies", "not_reported", *ITEM_NUMBERS]
    return _table(
        head,
        (
            [
                unit["code"],
                item["code"],
                _said(item["applies"]),
                _said(item["not_reported"]),
                *(item[name] for name in ITEM_NUMBERS),
            ]
            for unit in result["units"]
            for item in unit["items"]
        ),
    )


def sensitivity_csv(importance: Explained) -> bytes:
    """One row a weight that was varied: first and total order with the percentiles of resampled draws.

    Where the scheme names choices among methods, each has a row too, and a column says which of the two a row is.
    """
    shares = importance.shares
    columns = [
        getattr(among, order)
        for order in ("first", "total")
        for among in (shares.indices, shares.low, shares.high)
    ]
    choices = any(is_choice for _code, is_choice in importance.factors)
    head = ["node", *(["varied"] if choices else [])]
    rows = (
        [code, *([CHOICE if is_choice else WEIGHT] if choices else []), *map(_six, numbers)]
        for (code, is_choice), *numbers in zip(importance.factors, *columns, strict=True)
    )
    return _table([*head, "first", "first_p5", "first_p95", "total", "total_p5", "total_p95"], rows)


def trace_json(scheme: SchemeText, inputs: Inputs, result: Result, values_digest: str) -> bytes:
    """Canonical JSON: the result of every unit and item with the figures that it was made of."""
    column = {code: number for number, code in enumerate(inputs.indicators)}
    units = []
    for row, unit in enumerate(result["units"]):
        items = [
            {**item, "indicator": rule.indicator, **_figures(inputs, row, column[rule.indicator])}
            for rule, item in zip(scheme.rules.leaves, unit["items"], strict=True)
        ]
        units.append({**unit, "items": items})
    return canonical_bytes(
        {
            **result,
            "format": TRACE_FORMAT,
            "result_format": result.get("format", 1),
            "scheme": {"code": scheme.code, "name": scheme.name, "digest": scheme.digest},
            "values_digest": values_digest,
            "code_version": code_version(),
            "units": units,
        }
    )


def readme(scheme: SchemeText) -> bytes:
    """What the files are; of a scheme that names other methods also what was varied besides the weights."""
    told = Path(__file__).with_name("README.md").read_bytes()
    alternatives = scheme.rules.alternatives
    if alternatives is None or not alternatives.choices:
        return told
    lines = [
        f"- {choice.name} (`{choice.code}`): {'、'.join(option.name for option in choice.options)}"
        for choice in alternatives.choices
    ]
    head = (
        "\n方案另列备选方法，模拟时一并抽取；`sensitivity.csv` 中 `varied` 为 `choice` 的行是方法选择，`weight` 是权重：\n"
        "The scheme names other methods, which are drawn together with the weights; in `sensitivity.csv` the rows "
        "with `varied` = `choice` are choices of method, those with `weight` are weights:\n\n"
    )
    return told + (head + "\n".join(lines) + "\n").encode()


def noise_json(noise: Noise) -> dict[str, Any]:
    """How ranks were disturbed, for the manifest."""
    return {
        "draws": noise.draws,
        "sensitivity_draws": noise.sensitivity_draws,
        "noise": noise.size,
        "seed": noise.seed,
    }


def _figures(inputs: Inputs, row: int, column: int) -> dict[str, str | None]:
    figures = {"actual": inputs.actual, "target": inputs.target, "base": inputs.base}
    return {name: _shortest(float(values[row, column])) for name, values in figures.items()}


def _shortest(value: float) -> str | None:
    """The figure as it was read; None where missing."""
    return None if np.isnan(value) else repr(value)


def _six(value: float) -> str:
    return f"{half_up(float(value), 6):f}"


def _said(value: bool) -> str:
    return "yes" if value else "no"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Comma-separated UTF-8 with mark, so that Excel reads the Chinese; missing cells are empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow(["" if cell is None else _cell(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def _cell(cell: object) -> str:
    """Text that a spreadsheet does not run; a negative number stays one."""
    text = str(cell)
    try:
        float(text)
    except ValueError:
        return guarded(text)
    return text
