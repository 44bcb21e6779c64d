"""Checking the ledger and keeping the outcome, so that everybody sees when it last held."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime

from luoshi.ledger.models import Verification
from luoshi.ledger.verify import verify


def check(at: datetime, actor: str) -> Verification:
    """Verify the whole ledger at business moment ``at`` on the order of ``actor`` and keep what was found."""
    report = verify()
    return Verification.objects.create(
        at=at,
        actor=actor,
        entries=report.entries,
        chains=report.chains,
        rows=report.rows,
        seals=report.seals,
        findings=[list(astuple(finding)) for finding in report.findings],
    )
