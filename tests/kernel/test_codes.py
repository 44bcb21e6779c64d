"""Keys and array positions lead to each other; unknown and repeated keys are named."""

import numpy as np
import pytest

from luoshi.kernel.codes import Codes, UnknownKeyError


@pytest.mark.parametrize(
    "keys", [[30, 10, 20], ["xi", "dong", "nan"], [("a", 1), ("a", 2), ("b", 1)], [10**9, 5, -7]]
)
def test_codes_are_dense_and_lead_back_to_the_keys(keys: list[object]) -> None:
    codes = Codes(keys)
    assert codes.of(keys).tolist() == [0, 1, 2]
    assert [codes.keys[code] for code in codes.of(keys[::-1])] == keys[::-1]


@pytest.mark.parametrize("keys", [[30, 10, 20], [10**9, 5, -7]])
def test_integer_columns_give_the_same_codes_as_lists(keys: list[int]) -> None:
    column = np.random.default_rng(1).choice(keys, 1000)
    assert Codes(keys).of(column).tolist() == Codes(keys).of(column.tolist()).tolist()


def test_codes_over_a_column_do_not_depend_on_its_order() -> None:
    column = ["c", "a", "b", "a", "c"]
    assert Codes.over(column).keys == Codes.over(column[::-1]).keys == ("a", "b", "c")


def test_a_key_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="register of units holds a key twice: 'a'"):
        Codes(["a", "b", "a"], "units")


@pytest.mark.parametrize("keys", [["a", "z", "y"], np.array(["a", "z", "y"])])
def test_unknown_keys_are_named(keys: list[str]) -> None:
    with pytest.raises(UnknownKeyError, match="not in the register of units: 'y', 'z'") as error:
        Codes(["a", "b"], "units").of(keys)
    assert error.value.keys == ("y", "z")


@pytest.mark.parametrize("unknown", [9, 12, 31, 10**12])
def test_unknown_integers_are_named(unknown: int) -> None:
    with pytest.raises(UnknownKeyError, match=f": {unknown}$"):
        Codes([10, 20, 30]).of(np.array([10, unknown, 20]))


def test_nothing_has_no_codes() -> None:
    assert Codes([1, 2]).of(np.array([], dtype=np.int64)).size == 0
    assert len(Codes([])) == 0
