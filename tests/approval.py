"""A document, the leader who approved, and a reason: what a change of a target rests on."""

from __future__ import annotations

from luoshi.org.models import Post
from luoshi.targets.authority import Authority


def leader() -> Post:
    """The post of the district head."""
    return Post.objects.get(tenures__person__code="leader")


def approval(reason: str = "产业政策调整") -> Authority:
    return Authority("青府发〔2015〕12号", leader(), reason)


def approved(reason: str = "产业政策调整") -> dict[str, str]:
    """The same as a page posts it."""
    return {"basis": "青府发〔2015〕12号", "approver": str(leader().pk), "reason": reason}
