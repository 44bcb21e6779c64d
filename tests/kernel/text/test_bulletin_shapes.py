"""Paragraphs as bulletins write them: what holds is told whole, and one slip in each is an error."""

import pytest

from kernel.text.bulletin_shapes import SHAPES
from kernel.text.test_number_variants import told
from luoshi.kernel.text.number_check import check


@pytest.mark.parametrize(("text", "relations"), [shape[:2] for shape in SHAPES], ids=lambda v: str(v)[:20])
def test_a_right_paragraph_passes_in_all_its_relations(text: str, relations: tuple[str, ...]) -> None:
    assert sorted(told(relation) for relation in check(text).relations) == sorted(relations)


@pytest.mark.parametrize(("text", "_", "slip", "error"), SHAPES, ids=lambda v: str(v)[:20])
def test_one_slip_is_an_error(text: str, _: tuple[str, ...], slip: tuple[str, str], error: str) -> None:
    found = [relation for relation in check(text.replace(*slip, 1)).relations if relation.severity == "error"]
    assert error in map(told, found)
