"""Programs for the crash test: they send reports to be received, in bursts, and never take silence for an answer.

Each has many sheets, so that several of its reports wait at once. A request that was cut off is sent again under its
token until it is acknowledged. Every ninth report lacks a figure and is to be refused. While the server is dead the
records are looked at, and what was filed is reopened, so that the sheet can be filed again.
"""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from rush_district import PATIENCE, PERIOD, TODAY, asked_by, at

REFUSED_EVERY = 9


@dataclass
class Report:
    """One report of a program: ``receipt`` once it was acknowledged, ``status`` once it was settled."""

    form: str
    value: str
    is_whole: bool
    receipt: str = ""
    status: int = 0


@dataclass
class Program:
    """Files the sheets of a unit that are free, all of them in a burst, again and again."""

    unit: str
    key: str
    port: int
    numbers: Iterator[int]
    indicators: int
    free: dict[str, int]
    reports: list[Report] = field(default_factory=list)
    cut_off: int = 0
    stopping: bool = False
    failure: Exception | None = None

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.thread = threading.Thread(target=self.work, daemon=True)

    def work(self) -> None:
        try:
            while not self.stopping:
                with self._lock:
                    burst, self.free = self.free, {}
                for form, edition in burst.items():
                    self._file(form, edition)
                time.sleep(0.02)
        except Exception as error:  # noqa: BLE001 - told by the main thread, which ends the run
            self.failure = error

    def _file(self, form: str, edition: int) -> None:
        number = next(self.numbers)
        report = Report(form, f"{number}.25", number % REFUSED_EVERY != 0)
        cells = [
            {"indicator": code, "value": report.value, "note": "checked"}
            for code in asked_by(form, self.indicators)
        ]
        if not report.is_whole:
            cells[0] |= {"value": "", "note": ""}
        body = json.dumps({"edition": edition, "submit": True, "cells": cells})
        while not self.stopping and not report.receipt:
            try:
                report.receipt = self._send(report, body)
            except (OSError, http.client.HTTPException):
                self.cut_off += 1
                time.sleep(0.01)
        if report.receipt:
            with self._lock:
                self.reports.append(report)

    def _send(self, report: Report, body: str) -> str:
        """The receipt; empty where one is asked to come again. Any other answer ends the run."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"crash-{report.value}",
            "Prefer": "respond-async",
        }
        try:
            line.request("PUT", f"/api/v1/sheets/{report.form}/{PERIOD}/{self.unit}", body, headers)
            answer = line.getresponse()
            said = answer.read()
        finally:
            line.close()
        if len(said) != int(answer.headers.get("Content-Length") or -1):
            raise http.client.IncompleteRead(said)
        if answer.status == 503:
            time.sleep(0.05)
            return ""
        if answer.status != 202:
            raise RuntimeError(f"{answer.status} {said.decode()}")
        receipt: str = json.loads(said)["receipt"]
        return receipt

    def settle(self) -> list[str]:
        """What is wrong with those acknowledged and not known to be settled; those that are leave their sheets free."""
        from luoshi.identity.models import ReceivedRequest

        with self._lock:
            unsettled = [report for report in self.reports if not report.status]
        rows = ReceivedRequest.objects.filter(number__in=[report.receipt for report in unsettled])
        known = {
            number: (waits, status, told)
            for number, waits, status, told in rows.values_list(
                "number", "waiting__request", "outcome__status", "outcome__told"
            )
        }
        wrong = []
        for report in unsettled:
            waits, status, told = known.get(report.receipt, (None, None, None))
            held = _held(self.unit, report.value)
            whole = self.indicators if status == 200 else 0
            place = f"{self.unit} {report.form} {report.value}"
            if (waits is None) == (status is None):
                wrong.append(f"{place}: acknowledged, waiting {waits}, outcome {status}")
            elif held != whole:
                wrong.append(f"{place}: {held} of {whole} figures, outcome {status}")
            elif status is not None and (status == 200) != report.is_whole:
                wrong.append(f"{place}: outcome {status} {told}")
            elif status is not None and status != 200 and not json.loads(told["en"])["problems"][0]["mend"]:
                wrong.append(f"{place}: refused without a reason")
            report.status = status or 0
        self._release([report for report in unsettled if report.status])
        return wrong

    def _release(self, settled: list[Report]) -> None:
        from luoshi.indicators.actions.reopen_sheet import reopen_sheet
        from luoshi.indicators.models import Sheet
        from luoshi.org.queries import standing_of_code

        liaison = standing_of_code(f"liaison-{self.unit.lower()}", at(TODAY))
        for report in settled:
            found = Sheet.objects.filter(
                round__form__code=report.form, round__period=PERIOD, unit__code=self.unit
            )
            sheet = found.select_related("round__form", "unit").first()
            if sheet is not None and sheet.state == "submitted":
                sheet = reopen_sheet(liaison, sheet.round, sheet.unit, "更正")
            with self._lock:
                self.free[report.form] = sheet.edition if sheet else 0


def _held(unit: str, value: str) -> int:
    """How many figures of the unit hold the value."""
    from luoshi.indicators.models import Observation

    return Observation.objects.filter(unit__code=unit, period=PERIOD, value=value).count()


def told(programs: list[Program]) -> str:
    """What became of all that was acknowledged."""
    outcomes = Counter(report.status for program in programs for report in program.reports)
    words = {200: "filed", 0: "waiting"}
    parts = ", ".join(f"{n} {words.get(s, f'refused with {s}')}" for s, n in sorted(outcomes.items()))
    return f"{sum(outcomes.values())} reports received ({parts}), {sum(p.cut_off for p in programs)} cut off and sent again"


def programs_of(
    units: list[str], keys: dict[str, str], port: int, forms: list[str], indicators: int
) -> list[Program]:
    """A program of each unit, with all its sheets free."""
    numbers = count(5_000_000)
    return [Program(unit, keys[unit], port, numbers, indicators, dict.fromkeys(forms, 0)) for unit in units]
