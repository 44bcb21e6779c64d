"""Roots are those of RFC 6962; an entry can be shown to be included, and nothing else can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.merkle import inclusion_proof, merkle_root, verify_inclusion

# The entries and roots that Certificate Transparency implementations (RFC 6962) share as test vectors.
ENTRIES = [
    bytes.fromhex(h)
    for h in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
entries = st.lists(st.binary(max_size=3), min_size=1, max_size=40)


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_of_the_rfc(size: int) -> None:
    assert merkle_root(ENTRIES[:size]).hex() == ROOTS[size]


@given(entries, st.data())
def test_every_entry_can_be_shown_to_be_included(rows: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(rows) - 1))
    proof, root = inclusion_proof(rows, index), merkle_root(rows)
    assert verify_inclusion(rows[index], index, len(rows), proof, root)


@given(entries, st.data())
def test_nothing_else_passes_for_an_entry(rows: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(rows) - 1))
    proof, root = inclusion_proof(rows, index), merkle_root(rows)
    assert not verify_inclusion(rows[index] + b"x", index, len(rows), proof, root)
    assert not verify_inclusion(rows[index], index, len(rows), [*proof, root], root)
    assert not verify_inclusion(rows[index], len(rows), len(rows), proof, root)
    if proof:
        assert not verify_inclusion(rows[index], index, len(rows), proof[:-1], root)
        assert not verify_inclusion(rows[index], index, len(rows), [bytes(32), *proof[1:]], root)


def test_an_inner_node_is_no_entry() -> None:
    proof = inclusion_proof(ENTRIES[:4], 0)
    forged = bytes.fromhex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d") + proof[0]
    assert not verify_inclusion(forged, 0, 2, proof[1:], merkle_root(ENTRIES[:4]))


@pytest.mark.parametrize("index", [-1, 8])
def test_a_proof_needs_an_entry(index: int) -> None:
    with pytest.raises(IndexError, match="8 entries"):
        inclusion_proof(ENTRIES, index)
