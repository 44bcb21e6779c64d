"""The page of schemes and the schema of schemes say the same; every refusal of the kernel is told in the reader's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from kernel.schemes import EXAMPLES, PAGE, scheme_of
from kernel.test_scheme_reading import REFUSED
from luoshi.assessment.scheme_problems import of_kernel
from luoshi.assessment.scheme_text import read_scheme
from luoshi.assessment.schemes import FOLDER
from luoshi.kernel.scheme_reading import SchemeError

FRAME = "code: s\nyear: 2015\nname: S\ngroups: [towns]\nrank_on: published\n"


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_page_passes_the_schema(example: str) -> None:
    usual = {"ties": "ties: shared\n", "missing": "missing: withhold\n", "digits": "digits: 2\n"}
    head = "".join(line for key, line in usual.items() if not re.search(f"^{key}:", example, re.MULTILINE))
    assert read_scheme(FRAME + head + example).rules.items


def properties(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, inside in schema.items():
            if key == "properties":
                yield from inside
            yield from properties(inside)
    elif isinstance(schema, list):
        for inside in schema:
            yield from properties(inside)


def test_every_field_of_the_schema_stands_on_the_page_and_in_an_example() -> None:
    schema = json.loads((FOLDER / "schema.json").read_text("utf-8"))
    fields = set(properties(schema)) - {"name_en", "note", "note_en", "year", "groups"}
    assert len(EXAMPLES) > 8
    written = "\n".join(re.findall(r"^(?:>>>|\.\.\.).*$", PAGE, flags=re.MULTILINE))
    assert not [field for field in sorted(fields) if f"`{field}`" not in PAGE and f".{field}`" not in PAGE]
    unshown = [
        field for field in sorted(fields) if not re.search(rf'\b{field}"?:( |$)', written, re.MULTILINE)
    ]
    assert not unshown


@pytest.mark.parametrize("text", [case[0] for case in REFUSED], ids=[case[2] for case in REFUSED])
def test_a_refusal_is_told_in_the_readers_words(text: str) -> None:
    with pytest.raises(SchemeError) as refused:
        scheme_of(text)
    for problem in refused.value.problems:
        told = of_kernel(problem)
        assert str(told.what)
        assert not isinstance(told.what, str) or told.what != problem.wrong, problem
        assert "%(" not in f"{told.what} {told.mend}"
