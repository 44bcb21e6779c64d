"""A node moves into another block with its comments; nothing else of the text changes."""

from __future__ import annotations

import pytest
import yaml

from assessing import SCHEME
from luoshi.assessment.scheme_form import outline, relocated
from luoshi.assessment.scheme_text import plain, read_scheme
from luoshi.assessment.schemes import built_in
from luoshi.assessment.text_edit import same
from luoshi.ledger.refusal import Refused

COMMENTED = SCHEME.replace(
    "      - code: income",
    "      # agreed with the bureau\n      - code: income  # of the year",
).replace(
    "        weight: 30\n        indicator: revenue",
    "        weight: 30\n        # counted in May\n        indicator: revenue",
)


def test_an_item_goes_with_its_comments_and_the_rest_stays() -> None:
    moved, place = relocated(COMMENTED, (0, 1), (1,))
    assert place == (1, 2)
    work = yaml.safe_load(moved)["items"][1]["items"]
    assert [item["code"] for item in work] == ["timeliness", "closure", "income"]
    for comment in ("# agreed with the bureau", "# of the year", "# counted in May"):
        assert comment in moved
    assert sorted(moved.splitlines()) == sorted(COMMENTED.splitlines())
    assert read_scheme(moved).rules.leaves


def test_to_the_top_and_deeper_the_indentation_follows() -> None:
    up, place = relocated(COMMENTED, (0, 1), ())
    assert place == (2,)
    assert "  # agreed with the bureau\n  - code: income  # of the year\n" in up
    down, place = relocated(up, (2,), (0,))
    assert place == (0, 1)
    assert same(plain(down), plain(COMMENTED))
    assert "# counted in May" in down
    block, place = relocated(SCHEME, (0,), (1,))
    assert place == (0, 2)
    assert [node["code"] for node in yaml.safe_load(block)["items"]] == ["work"]


def test_every_item_of_the_built_in_scheme_can_go_to_every_block() -> None:
    source = built_in("half-year-2015")
    nodes = outline(source)
    blocks = [node.place for node in nodes if node.is_block or node.is_whole]
    comments = sum(line.strip().startswith("#") for line in source.splitlines())
    for node in nodes[1:]:
        for block in blocks:
            if block == node.place[:-1] or block[: len(node.place)] == node.place:
                continue
            moved, place = relocated(source, node.place, block)
            (found,) = (one for one in outline(moved) if one.place == place)
            assert found.raw == node.raw
            assert sum(line.strip().startswith("#") for line in moved.splitlines()) == comments


def test_brackets_are_written_anew() -> None:
    source = (
        "code: s\nitems:\n  - {code: a, name: A, items: [{code: x, name: X}, {code: y, name: Y}]}\n"
        "  - {code: b, name: B, items: [{code: z, name: Z}]}\n"
    )
    moved, place = relocated(source, (0, 0), (1,))
    assert place == (1, 1)
    assert [one["code"] for one in yaml.safe_load(moved)["items"][1]["items"]] == ["z", "x"]


def test_where_it_cannot_go() -> None:
    assert relocated(SCHEME, (0, 1), (0,)) == (SCHEME, (0, 1))
    assert relocated(SCHEME, (0,), (0,)) == (SCHEME, (0,))
    assert relocated(SCHEME, (), (0,)) == (SCHEME, ())
    alone, _place = relocated(SCHEME, (0, 1), (1,))
    with pytest.raises(Refused):
        relocated(alone, (0, 0), (1,))
    with pytest.raises(Refused):
        relocated(SCHEME, (0, 1), (7,))
