"""Those who come while one writes are the next group: nobody is told too early, left behind or kept waiting by others."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, Event, Thread

import pytest

from luoshi.api.lending import Lending
from luoshi.api.operations.sheets import receivable
from luoshi.api.receiving import Groups, Knock

PATIENCE = 10.0


class Slow(Groups):
    """Groups whose writing is told and held up from outside."""

    def __init__(self, write: Callable[[int, list[Knock]], None]) -> None:
        super().__init__(Lending(0))
        self.write, self.groups = write, []

    def _receive(self, group: list[Knock]) -> None:
        self.groups.append(group)
        self.write(len(self.groups), group)


def knock(number: int) -> Knock:
    path = "/api/v1/sheets/monthly/2015-06/T1"
    asked = receivable("PUT", path)
    assert asked is not None
    return Knock("key", "10.0.0.1", f"token-{number}", "PUT", path, asked, b"{}")


def coming(groups: Groups, knocks: list[Knock]) -> list[Thread]:
    """A thread for each, started; it ends when its request is through."""

    def come(one: Knock) -> None:
        with suppress(SystemExit):
            groups.join(one)

    threads = [Thread(target=come, args=[one], daemon=True) for one in knocks]
    for thread in threads:
        thread.start()
    return threads


def all_waiting(groups: Groups, count: int) -> None:
    """Until so many wait."""
    pause = Event()
    for _ in range(1000):
        if len(groups._waiting) == count:
            return
        pause.wait(PATIENCE / 1000)
    pytest.fail(f"{len(groups._waiting)} of {count} wait")


def test_those_who_come_meanwhile_are_written_together() -> None:
    go_on, written = Event(), Event()

    def write(number: int, _group: list[Knock]) -> None:
        written.set()
        assert number > 1 or go_on.wait(PATIENCE)

    groups = Slow(write)
    first = coming(groups, [knock(0)])
    assert written.wait(PATIENCE)
    others = coming(groups, [knock(n) for n in range(1, 9)])
    all_waiting(groups, 8)
    assert groups.is_busy
    go_on.set()
    for thread in first + others:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert [len(group) for group in groups.groups] == [1, 8]


def test_whoever_is_through_does_not_wait_for_the_next_group() -> None:
    """Six are written together; while the group after them is held up, all six are answered."""
    held = [Event(), Event(), Event()]
    begun = [Event(), Event(), Event()]

    def write(number: int, _group: list[Knock]) -> None:
        begun[number - 1].set()
        assert held[number - 1].wait(PATIENCE)

    groups = Slow(write)
    first = coming(groups, [knock(0)])
    assert begun[0].wait(PATIENCE)
    second = coming(groups, [knock(n) for n in range(1, 7)])
    all_waiting(groups, 6)
    held[0].set()
    assert begun[1].wait(PATIENCE)
    third = coming(groups, [knock(n) for n in range(7, 9)])
    all_waiting(groups, 2)
    held[1].set()
    assert begun[2].wait(PATIENCE)
    for thread in first + second:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert all(thread.is_alive() for thread in third)
    held[2].set()
    for thread in third:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_nobody_is_told_before_the_group_is_written() -> None:
    go_on, written = Event(), Event()

    def write(_number: int, _group: list[Knock]) -> None:
        written.set()
        assert go_on.wait(PATIENCE)

    groups = Slow(write)
    (thread,) = coming(groups, [one := knock(0)])
    assert written.wait(PATIENCE)
    assert thread.is_alive()
    assert not one.through
    go_on.set()
    thread.join(PATIENCE)
    assert one.through


@pytest.mark.parametrize("fault", [ValueError, SystemExit])
def test_a_group_that_fails_leaves_nobody_behind(fault: type[BaseException]) -> None:
    """Its requests go the ordinary way, and the next group is led by one of its own."""
    go_on, written = Event(), Event()

    def write(number: int, _group: list[Knock]) -> None:
        written.set()
        assert go_on.wait(PATIENCE)
        if number == 1:
            raise fault

    groups = Slow(write)
    knocks = [knock(n) for n in range(5)]
    first = coming(groups, knocks[:1])
    assert written.wait(PATIENCE)
    others = coming(groups, knocks[1:])
    all_waiting(groups, 4)
    go_on.set()
    for thread in first + others:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert [len(group) for group in groups.groups] == [1, 4]
    assert all(one.through and one.receipt is None for one in knocks)
    groups.join(one := knock(5))
    assert one.through


def test_many_at_once_go_through_once_each() -> None:
    groups = Slow(lambda _number, _group: None)
    start = Barrier(24)
    came: list[Knock] = []

    def program(number: int) -> None:
        start.wait(PATIENCE)
        for turn in range(40):
            one = knock(100 * number + turn)
            groups.join(one)
            assert one.through
            came.append(one)

    threads = [Thread(target=program, args=[number], daemon=True) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(6 * PATIENCE)
        assert not thread.is_alive()
    written = [one.token for group in groups.groups for one in group]
    assert len(written) == len(set(written)) == len(came) == 24 * 40
    assert not groups._waiting
