"""A thread that borrows a connection works over that one, gives it back whatever happens, and waits when none is left."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.db import connection, connections

from luoshi.api.lending import Lending

PATIENCE = 10.0


def of_this_thread() -> int:
    """Which connection the thread works over now."""
    return id(connections["default"])


def test_within_it_the_thread_works_over_another_connection() -> None:
    lending, own = Lending(2), of_this_thread()
    with lending.lent():
        first = of_this_thread()
        assert connection.vendor == connections["default"].vendor
    assert of_this_thread() == own != first
    with lending.lent():
        assert of_this_thread() == first
        with lending.lent():
            assert of_this_thread() not in (first, own)


def test_it_is_given_back_after_a_fault() -> None:
    lending, own = Lending(1), of_this_thread()
    with pytest.raises(ValueError, match="a fault"), lending.lent():
        raise ValueError("a fault")
    assert of_this_thread() == own
    with lending.lent():
        assert of_this_thread() != own


def test_whoever_finds_none_waits_for_the_next() -> None:
    lending, found = Lending(1), Event()

    def borrow() -> None:
        with lending.lent():
            found.set()

    with lending.lent():
        thread = Thread(target=borrow, daemon=True)
        thread.start()
        assert not found.wait(0.05)
    assert found.wait(PATIENCE)
    thread.join(PATIENCE)


def test_without_any_each_thread_has_its_own() -> None:
    lending, own = Lending(0), of_this_thread()
    with lending.lent(), lending.lent():
        assert of_this_thread() == own


@pytest.mark.django_db
def test_a_lent_connection_serves_several_threads_and_is_as_durable() -> None:
    lending, told = Lending(1), []
    words = "PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit"

    def setting() -> str:
        with connection.cursor() as cursor:
            cursor.execute(words)
            return str(cursor.fetchone()[0])

    def ask() -> None:
        with lending.lent():
            told.append((of_this_thread(), setting()))

    for _ in range(2):
        thread = Thread(target=ask)
        thread.start()
        thread.join(PATIENCE)
    with lending.lent():
        connection.close()
    # A cluster of tests may have been started without; what a connection of its own has is kept.
    expected = "2" if connection.vendor == "sqlite" else setting()
    assert [setting for _one, setting in told] == [expected, expected]
    assert len({one for one, _setting in told}) == 1
