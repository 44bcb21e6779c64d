"""Whether the service answers, and what time it is there."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from ninja import Router, Schema

from luoshi.web.request import Request

router = Router(tags=["service"])


class Health(Schema):
    """The service answers. Deadlines are judged by ``business_date``."""

    status: str
    now: datetime
    business_date: date


@router.get("/health", response=Health, operation_id="health", auth=None)
def health(request: Request) -> Health:
    """Whether the service and its database answer; open to everybody."""
    return Health(status="ok", now=timezone.now(), business_date=request.standing.today)
