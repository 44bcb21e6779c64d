"""When the thresholds of the lights were set, by which document and by whom (预警阈值沿革), as the ledger has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from luoshi.ledger.queries import Search, entries
from luoshi.org.models import Post

VERB = "targets.set_yardsticks"


@dataclass(frozen=True)
class ThresholdsSet:
    """One time at which thresholds were set. ``values`` are those set then, as text, by name.

    ``approver`` is the post of the leader who approved; None where nobody had to, and where only the words ``approved_by``
    are on record.
    """

    at: datetime
    actor: str
    post: str
    values: dict[str, str]
    basis: str
    approver: Post | None
    approved_by: str
    reason: str


def thresholds_set() -> list[ThresholdsSet]:
    """Every time the thresholds were set, newest first; three queries."""
    told = [(entry, dict(entry.detail)) for entry in entries(None, Search(verb=VERB))]
    posts = Post.objects.in_bulk([said["approver"] for _entry, said in told if "approver" in said])
    return [
        ThresholdsSet(
            at=entry.at,
            actor=entry.actor,
            post=entry.post,
            basis=said.pop("basis", ""),
            approver=posts.get(said.pop("approver", 0)),
            approved_by=said.pop("approved_by", ""),
            values=said,
            reason=entry.reason,
        )
        for entry, said in told
    ]
