"""Put away receipts that nobody will ask for again (清理应答)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from luoshi.identity.models import KeptAnswer

KEPT_FOR = timedelta(days=30)


@transaction.atomic
def forget_answers(at: datetime) -> int:
    """Delete the answers to programs that are older than thirty days at ``at``; how many there were."""
    count, _tables = KeptAnswer.objects.filter(at__lt=at - KEPT_FOR).delete()
    return count
