"""A result that is kept replays for years: what the first schemes gave they give to the byte."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import numpy as np

from luoshi.assessment.inputs import Assessed, Group, Inputs, from_json, to_json
from luoshi.assessment.scheme_text import read_scheme
from luoshi.assessment.schemes import built_in
from luoshi.assessment.scoring import result_json, used_indicators

UNITS = 23
# Computed by the version that knew items with measure and curve only.
INPUTS = "d6d0366e16959ab17c1d054688b56e12f46e47ae3e3e5163060b7ef362093901"
RESULT = "b42794615d8e41757f789c9d2c0e39daf19365670cba6994b2bbd0aec62b374e"


def half_year() -> Inputs:
    """Three peer groups; some figures missing, some not asked for, one exactly on target."""
    text = read_scheme(built_in("half-year-2015"))
    codes = used_indicators(text.rules)
    place = np.arange(UNITS * len(codes)).reshape(UNITS, len(codes))
    actual = np.round(40 + (place * 7919 % 1009) / 13, 6)
    actual[place % 11 == 3] = np.nan
    target = np.round(60 + (place * 104729 % 997) / 17, 6)
    target[0] = actual[0]
    groups = tuple(Group(code, code, code) for code in text.groups[:3])
    return Inputs(
        scheme_digest=text.digest,
        period="2015-H1",
        as_of=date(2015, 7, 10),
        month=6,
        groups=groups,
        units=tuple(Assessed(f"U{n:02d}", f"单位{n}", "", groups[n % 3].code, False) for n in range(UNITS)),
        indicators=codes,
        actual=actual,
        target=target,
        base=np.full(actual.shape, np.nan),
        applies=place % 17 != 5,
    )


def test_the_first_scheme_gives_the_same_bytes_as_ever() -> None:
    rules, kept = read_scheme(built_in("half-year-2015")).rules, to_json(half_year())
    result = result_json(rules, from_json(json.loads(kept)))
    assert hashlib.sha256(kept).hexdigest() == INPUTS
    assert hashlib.sha256(result).hexdigest() == RESULT
