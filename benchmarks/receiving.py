"""Claim: reports of 200 programs are acknowledged at a third or more of the rate at which the same database commits a row
durably at all, p95 <= 300 ms; and every one of them is filed.

The programs of 200 units send signed reports with ``Prefer: respond-async`` over kept connections, each the next as soon
as the last is acknowledged, against ``luoshi serve``; each unit files many forms of the month. Beside it, before and
after on the same machine, what the database does by itself: one connection that commits such a report as a single row
(the harshest measure), and as the rows that filing it writes. Then the time until all are filed, and that every
acknowledged report stands in the records once. The load generator (load.py) tells its own CPU: it takes part of the
machine from the server.

    python benchmarks/receiving.py [--postgres] [FORMS]
"""

import sys
import time
from collections import Counter
from statistics import median, quantiles

from load import Load, request, run
from rush_district import CLUSTER, PERIOD, asked_by, bare, found, free_port, keys, more_forms, server

UNITS, INDICATORS, FORMS = 200, 12, 20
BAR_WAIT, BAR_RATE = 0.300, 1 / 3
LONGEST = 1800.0


def report(unit: str, key: str, form: str, number: int) -> bytes:
    cells = [
        {"indicator": code, "value": f"{number}.25", "note": "checked"} for code in asked_by(form, INDICATORS)
    ]
    body = {"edition": 0, "submit": True, "cells": cells}
    path = f"/api/v1/sheets/{form}/{PERIOD}/{unit}"
    return request(path, key, f"{unit}-{form}-1", body, headers=["Prefer: respond-async"])


def filed(total: int) -> float:
    """Seconds until none waits."""
    from luoshi.identity.queries import waiting_requests

    begun = time.monotonic()
    while (left := waiting_requests()) and time.monotonic() - begun < LONGEST:
        time.sleep(0.2)
    assert not left, f"{left} of {total} still wait"
    return time.monotonic() - begun


def check(reports: int) -> None:
    """Every report was filed, once, whole; nothing was refused."""
    from luoshi.identity.models import RequestOutcome
    from luoshi.indicators.models import Observation
    from luoshi.ledger.verify import verify

    outcomes = Counter(RequestOutcome.objects.values_list("status", flat=True))
    assert outcomes == {200: reports}, outcomes
    assert Observation.objects.count() == reports * INDICATORS
    assert verify().holds, "the ledger"


def main() -> None:
    count = next((int(word) for word in sys.argv[1:] if word.isdigit()), FORMS)
    units = found(UNITS, INDICATORS)
    forms, key = more_forms(units, count, INDICATORS), keys(units)
    work = [
        [report(unit, key[unit], form, 100 * n + k) for k, form in enumerate(forms)]
        for n, unit in enumerate(units, start=1)
    ]
    reports = sum(map(len, work))
    port = free_port()
    one, whole = [bare(1)], [bare(2 * INDICATORS + 4)]
    with server(port, workers=2 if CLUSTER else 1):
        begun = time.monotonic()
        load: Load = run(port, work)
        received = time.monotonic()
        rest = filed(reports)
        ended = time.monotonic()
        one.append(bare(1))
        whole.append(bare(2 * INDICATORS + 4))
    p95 = quantiles(load.waits, n=20)[-1]
    print(
        f"{'PostgreSQL' if CLUSTER else 'SQLite'}: {UNITS} programs, {reports} reports of {INDICATORS} figures"
    )
    print(f"acknowledged: {load.rate:.0f}/s in {received - begun:.1f} s, answers {dict(load.answers)}")
    print(
        f"  median {median(load.waits) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, longest {max(load.waits) * 1000:.0f} ms: "
        f"{'reached' if p95 <= BAR_WAIT else 'NOT reached'}"
    )
    print(f"  the load itself took {load.cpu:.2f} s of a processor, {load.cpu / load.seconds:.0%} of one")
    for words, rates in ("a row", one), ("the rows of a report", whole):
        share = load.rate / max(rates)
        told = " and ".join(f"{rate:.0f}" for rate in rates)
        print(
            f"bare durable commits of {words}: {told}/s before and after; ratio to the higher {share:.2f}, "
            f"bar {BAR_RATE:.2f}: {'reached' if share >= BAR_RATE else 'NOT reached'}"
        )
    print(f"filed: {reports / (ended - begun):.0f}/s, all {rest:.1f} s after the last acknowledgement")
    check(reports)
    print("every acknowledged report stands in the records once; the ledger holds")


if __name__ == "__main__":
    main()
