"""What ``luoshi demo --headless OUT`` leaves behind: the bulletin, the league table, the ledger check."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from luoshi.assessment import queries as assessment
from luoshi.assessment.league import League
from luoshi.briefing import queries as briefing
from luoshi.ledger.refusal import Problem, Refused
from luoshi.ledger.verify import verify
from luoshi.ledger.wording import describe
from luoshi.org.queries import standing_of_code
from luoshi.org.standing import Standing
from luoshi.workdays.clock import business_now

MARK = "演示数据 / simulated"


def write_out(folder: Path, console: Console) -> None:
    """Write the three into ``folder``, made if absent. Refused where the district has no published result."""
    folder.mkdir(parents=True, exist_ok=True)
    standing = standing_of_code("head", business_now())
    for path in (_bulletin(standing, folder), _league(standing, folder), _ledger(folder)):
        console.print(str(path))


def _bulletin(standing: Standing, folder: Path) -> Path:
    found = briefing.bulletins(standing, standing.today)
    if not found:
        raise Refused(Problem("bulletin", "No bulletin has been issued.", "Issue one on the Bulletins page."))
    name, data = briefing.docx(standing, found[0].pk)
    path = folder / name
    path.write_bytes(data)
    return path


def _league(standing: Standing, folder: Path) -> Path:
    run = assessment.latest_published(standing, standing.today.year, standing.today)
    if run is None:
        raise Refused(
            Problem("league", "No result has been published.", "Publish one on the Assessment page.")
        )
    path = folder / f"league-{run.period}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(_rows(assessment.run_view(standing, run).league))
    return path


def _rows(league: League) -> list[list[str]]:
    rows = [[MARK]] if league.simulated else []
    rows.append(["组别 group", "名次 rank", "单位 unit", "得分 score", "未报项 not reported"])
    for table in league.tables:
        rows += [
            [
                table.group.name,
                "" if line.rank is None else str(line.rank),
                line.unit.name,
                "" if line.score is None else str(line.score),
                "、".join(part.node.name for part in line.not_reported),
            ]
            for line in table.lines
        ]
    return rows


def _ledger(folder: Path) -> Path:
    report = verify()
    findings = [{**asdict(f), "words": str(describe(f))} for f in report.findings]
    path = folder / "ledger-check.json"
    told = {**asdict(report), "findings": findings, "holds": report.holds}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path
