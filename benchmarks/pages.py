"""Claim: a page of the demonstration takes at most 15 queries, 200 KB before assets and 200 ms (p95).

The demonstration district (or the one in LUOSHI_HOME), every main page as every main role, in one process
without a network: median and 95th percentile over all roles, the largest answer and the most queries. The CPU
column is what the page costs on a machine that has nothing else to do.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
OWN = None if "LUOSHI_HOME" in os.environ else tempfile.mkdtemp(prefix="luoshi-pages-")
os.environ |= {"LUOSHI_DEMO": "1", "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
os.environ.setdefault("LUOSHI_HOME", OWN or "")
os.environ.pop("LUOSHI_DATABASE_URL", None)

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402

from luoshi.cli.demo.story import tell  # noqa: E402
from luoshi.org.models import Unit  # noqa: E402
from page_costs import PageCost, walk  # noqa: E402

TIMES = 4
QUERIES, BYTES, SECONDS = 15, 200_000, 0.200


def main() -> None:
    call_command("migrate", verbosity=0)
    if not Unit.objects.exists():
        tell()
    by_page: dict[str, list[PageCost]] = {}
    for cost in walk(TIMES):
        by_page.setdefault(cost.page, []).append(cost)
    print(f"{'page':<18} roles  queries      KB   median      p95      CPU")
    beyond = []
    for page, costs in by_page.items():
        waits = [second for cost in costs for second in cost.seconds]
        queries, weight = max(c.queries for c in costs), max(c.bytes for c in costs)
        p95 = quantiles(waits, n=20)[-1]
        cpu = median(second for cost in costs for second in cost.cpu)
        print(
            f"{page:<18} {len(costs):5} {queries:8} {weight / 1000:7.0f} {median(waits) * 1000:5.0f} ms"
            f" {p95 * 1000:5.0f} ms {cpu * 1000:5.0f} ms"
        )
        if queries > QUERIES or weight > BYTES or p95 > SECONDS:
            beyond.append(page)
    print(f"bar {QUERIES} queries, {BYTES // 1000} KB, p95 {SECONDS * 1000:.0f} ms: ", end="")
    print("reached by every page" if not beyond else f"NOT reached by {', '.join(beyond)}")


if __name__ == "__main__":
    try:
        main()
    finally:
        if OWN:
            shutil.rmtree(OWN)
