"""Who is acting, in which posts, at which moment: the one thing every policy, query and action is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from luoshi.ledger.record import Signature
from luoshi.org.models import Role


@dataclass(frozen=True)
class Held:
    """A post held on the day in question."""

    post_id: int
    unit_id: int
    unit_code: str
    unit_name: str
    role: str
    title: str
    title_en: str = ""
    unit_name_en: str = ""


@dataclass(frozen=True)
class Standing:
    """A person, the posts held, and the moment of acting (business time).

    A visitor without account has no person and no posts, and so may see nothing.
    """

    at: datetime
    name: str = ""
    name_en: str = ""
    person_id: int | None = None
    account_id: int | None = None
    posts: tuple[Held, ...] = ()
    # Set for what the calendar does by itself: reminders, overdue marks, seals.
    by_calendar: bool = False
    # Name of the key, where a program acts for the person.
    by_key: str = ""

    @property
    def is_authenticated(self) -> bool:
        return self.person_id is not None

    @property
    def today(self) -> date:
        """The local business date of acting."""
        return timezone.localtime(self.at).date()

    def has(self, *roles: str, unit: int | None = None) -> bool:
        """Whether a post with one of ``roles`` is held, in ``unit`` (key) if given."""
        return any(p.role in roles and unit in (None, p.unit_id) for p in self.posts)

    def units(self, *roles: str) -> frozenset[int]:
        """Keys of the units in which a post with one of ``roles`` (any role if none named) is held."""
        return frozenset(p.unit_id for p in self.posts if not roles or p.role in roles)

    @property
    def _through(self) -> str:
        return f" 接口 key {self.by_key}" if self.by_key else ""

    def signature(self) -> Signature:
        """How this person signs in the ledger."""
        return Signature(
            at=self.at,
            actor=self.name,
            post=(" / ".join(f"{p.unit_name} {p.title}" for p in self.posts) + self._through)[:160],
            account_id=self.account_id,
        )


def calendar_standing(at: datetime) -> Standing:
    """The standing of the calendar itself (日历): may remind and mark overdue, nothing else."""
    return Standing(at=at, name="日历 calendar", by_calendar=True)


OFFICES = (Role.LEADER, Role.SUPERVISION_OFFICE, Role.ASSESSMENT_OFFICE)
OVERSEERS = (Role.DISCIPLINE, Role.DEPUTIES_OVERSEER)
UNIT_STAFF = (Role.PRINCIPAL, Role.DEPUTY, Role.LIAISON)
