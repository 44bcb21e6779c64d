"""One value, one sequence of bytes, whatever the order of its keys; all else is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.canonical import NotCanonicalError, canonical_bytes, digest

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab落实"), inner),
    max_leaves=8,
)


def test_the_bytes_are_sorted_dense_and_readable() -> None:
    value = {"b": [Decimal("1.50"), 0.1, None, True], "a": date(2015, 6, 30), "落": "实"}
    assert canonical_bytes(value).decode() == '{"a":"2015-06-30","b":["1.50",0.1,null,true],"落":"实"}'
    assert canonical_bytes(datetime(2015, 7, 6, 8, 30, tzinfo=UTC)) == b'"2015-07-06T08:30:00+00:00"'
    assert canonical_bytes(Decimal("1E+2")) == b'"100"'


def test_the_digest_is_sha_256_of_the_bytes() -> None:
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@given(st.dictionaries(st.text("abc", min_size=1), plain), st.randoms(use_true_random=False))
def test_the_order_of_keys_has_no_influence(value: dict[str, Any], random: st.DrawFn) -> None:
    keys = list(value)
    random.shuffle(keys)  # type: ignore[attr-defined]
    assert digest({key: value[key] for key in keys}) == digest(value)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"a": [1, float("nan")]}, r"\$\.a\[1\]: nan has no canonical form; write None"),
        ([float("-inf")], r"\$\[0\]"),
        (Decimal("NaN"), "write None"),
        ({1: 2}, "the key 1 is not a string"),
        ({"when": datetime(2015, 7, 6)}, r"\$\.when: .* no time zone"),  # noqa: DTZ001
        ({"a": {1, 2}}, r"\$\.a: a set has no canonical form"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_place(value: Any, says: str) -> None:
    with pytest.raises(NotCanonicalError, match=says):
        canonical_bytes(value)
