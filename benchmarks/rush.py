"""Claim: at the end of the month 200 units file at once, p95 of an answer <= 300 ms, and reports are taken at a third or
more of the rate at which the database commits such rows at all.

Two runs against the product's own server over HTTP, each unit by its own signed-in liaison. The rush: 200 reports and
as many corrections spread by chance over two minutes, mixed with the pages that people look at (an hour's worth of
a real month's end). The flood: eight clients who file without pause, for the highest rate of accepted reports; beside
it the rate of bare durable commits of the same rows (sheet, cells, observations, ledger entry, head of the chain) by
one connection without the product. Every answer that is not a page or an acknowledgement is counted and named.

Programs that let their reports be received first and filed after are another claim: receiving.py.

    python benchmarks/rush.py [--postgres]
"""

import http.client
import random
import threading
import time
from collections import Counter
from itertools import count
from statistics import median, quantiles

from rush_district import CLUSTER, Filer, bare, found, free_port, server, session_of

UNITS, INDICATORS, WINDOW, FLOOD, FLOODERS = 200, 12, 120.0, 20.0, 8
BAR_WAIT, BAR_RATE = 0.300, 1 / 3
PAGES = ("/", "/reports/", "/targets/", "/matters/")


def work(filer: Filer, moments: list[float], begun: float, outcome: Counter[str], seed: int) -> None:
    """Look at a page and file, at each of the moments."""
    chance = random.Random(seed)
    for number, moment in enumerate(moments):
        time.sleep(max(0.0, begun + moment - time.monotonic()))
        try:
            filer.ask(chance.choice(PAGES))
            outcome["accepted" if filer.file(f"{1000 * seed + number}.25") else "refused"] += 1
        except (OSError, http.client.HTTPException) as error:
            outcome[f"no answer: {type(error).__name__}"] += 1


def rush(units: list[str], port: int) -> tuple[list[float], Counter[str], Counter[str]]:
    """Waits of all answers, what became of the reports, and the answers by kind."""
    chance, outcome, begun = random.Random(7), Counter[str](), time.monotonic()
    filers = [Filer(u, session_of(u), port) for u in units]
    threads = []
    for seed, filer in enumerate(filers, start=1):
        first = chance.uniform(0, WINDOW / 2)
        moments = [first, first + chance.uniform(5, WINDOW / 2)]
        threads.append(threading.Thread(target=work, args=(filer, moments, begun, outcome, seed)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = Counter[str]()
    for filer in filers:
        answers.update(filer.answers)
    return [w for f in filers for w in f.waits], outcome, answers


def flood(units: list[str], port: int) -> float:
    """Accepted reports a second while a few clients file without pause."""
    numbers, accepted, end = count(900_000), Counter[str](), time.monotonic() + FLOOD

    def file(filer: Filer) -> None:
        while time.monotonic() < end:
            accepted["yes" if filer.file(f"{next(numbers)}.25") else "no"] += 1

    filers = [Filer(u, session_of(u), port) for u in units[:FLOODERS]]
    threads = [threading.Thread(target=file, args=(f,)) for f in filers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return accepted["yes"] / FLOOD


def main() -> None:
    units = found(UNITS, INDICATORS)
    port = free_port()
    with server(port, workers=2 if CLUSTER else 1):
        waits, outcome, answers = rush(units, port)
        # At the moment of the flood: whatever else the machine does slows both.
        commits = bare(2 * INDICATORS + 4, 5.0)
        rate = flood(units, port)
    p95 = quantiles(waits, n=20)[-1]
    print(f"{'PostgreSQL' if CLUSTER else 'SQLite'}: {UNITS} units, {INDICATORS} figures each")
    print(f"rush of {WINDOW:.0f} s: {dict(outcome)}; answers {dict(answers)}")
    print(
        f"  median {median(waits) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, longest {max(waits) * 1000:.0f} ms"
    )
    print(f"  bar p95 {BAR_WAIT * 1000:.0f} ms: {'reached' if p95 <= BAR_WAIT else 'NOT reached'}")
    # A first report is one commit; a corrected one is taken back before, which is another.
    print(f"flood: {rate:.1f} reports/s; bare {commits:.0f} commits/s of the same rows")
    share = rate / commits
    print(f"  ratio {share:.3f}, bar {BAR_RATE:.3f}: {'reached' if share >= BAR_RATE else 'NOT reached'}")


if __name__ == "__main__":
    main()
