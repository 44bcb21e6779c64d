"""The state of one import of metadata (元数据导入过程): who stands for whom so far, and what became of each object."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.exchange.dhis2.package import Package, Thing
from luoshi.exchange.dhis2.summary import NO_REFERENCE, Fault, MetadataReport
from luoshi.exchange.models import Counterpart
from luoshi.exchange.value_plan import Disaggregation
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.models import Role

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words
    from luoshi.org.standing import Standing


class Part(StrEnum):
    """What of a file is taken over: the units need an administrator, the rest somebody who keeps the catalogue."""

    ALL = "all"
    ORGANISATION = "organisation"
    CATALOGUE = "catalogue"


# By depth below the top of the file; the last one holds for everything deeper.
KINDS = ("district", "town", "village", "grid")


@dataclass(frozen=True)
class MetadataOptions:
    """How a metadata file is taken over.

    ``source`` says where it comes from. ``under`` is the code of the unit below which a unit without parent is put,
    ``kinds`` what units are by depth. ``owner`` is the code of the unit whose statistics owner verifies the
    figures; empty means the acting person's own.
    """

    source: str
    part: Part = Part.ALL
    dry_run: bool = False
    whole: bool = True
    under: str = ""
    kinds: tuple[str, ...] = KINDS
    owner: str = ""
    disaggregation: Disaggregation = Disaggregation.SEPARATE


@dataclass
class Taking:
    """One import under way. ``kept`` holds the counterparts known by kind and identifier, ``rows`` those written."""

    standing: Standing
    package: Package
    options: MetadataOptions
    report: MetadataReport = field(default_factory=MetadataReport)
    rows: list[Counterpart] = field(default_factory=list)
    kept: dict[tuple[str, str], Counterpart] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kept = {(row.kind, row.uid): row for row in Counterpart.objects.all()}

    def sound(self, kind: str) -> Iterator[tuple[int, Thing]]:
        """The objects of a kind that have no fault so far, with their places."""
        wrong = {fault.index for fault in self.report.faults if fault.kind == kind}
        for index, thing in enumerate(self.package.of(kind)):
            if index not in wrong:
                yield index, thing

    def before(self, kind: str, thing: Thing) -> Counterpart | None:
        """The object as it was taken over before."""
        return self.kept.get((kind, thing["id"]))

    def ours(self, kind: str, uid: str) -> str:
        """The code of what stands for an object here; empty where nothing does."""
        row = self.kept.get((kind, uid))
        return row.ours if row else ""

    def keep(self, kind: str, thing: Thing, ours: str = "", *, made: bool = False) -> None:
        """Keep an object as it came, and what stands for it; counted as created, updated or ignored.

        ``made`` says that something was created or changed here for it although it was known before.
        """
        row = self.before(kind, thing)
        count = self.report.count(kind)
        if row is None:
            row = Counterpart(kind=kind, uid=thing["id"])
            count.created += 1
        elif row.carried == thing and row.ours == (ours or row.ours) and not made:
            count.ignored += 1
            return
        else:
            count.updated += 1
        self._write(row, thing, ours)

    def keep_part(self, element: Thing, combo: str, ours: str) -> None:
        """Keep which indicator stands for one disaggregation of a data element."""
        uid = f"{element['id']}.{combo}"
        row = Counterpart(kind="operands", uid=uid)
        self._write(row, {"id": uid}, ours)

    def _write(self, row: Counterpart, thing: Thing, ours: str) -> None:
        row.code = str(thing.get("code") or "")[:50]
        row.name = str(thing.get("name") or "")[:230]
        row.ours = ours or row.ours
        row.carried = thing
        row.save()
        self.kept[row.kind, row.uid] = row
        self.rows.append(row)

    def fault(
        self, kind: str, index: int, thing: Thing, message: Words, code: str, property_: str = ""
    ) -> None:
        """Say what is wrong with an object."""
        name = str(thing.get("name", ""))
        self.report.faults.append(Fault(kind, index, str(thing.get("id")), name, message, code, property_))

    @contextmanager
    def refusals_of(self, kind: str, index: int, thing: Thing) -> Iterator[None]:
        """Within it a refusal by a room becomes a fault of the object, and what was half done is undone."""
        try:
            with transaction.atomic():
                yield
        except Refused as refusal:
            for problem in refusal.problems:
                self.fault(kind, index, thing, str(problem), NO_REFERENCE)

    def owner(self) -> str:
        """The unit that verifies the new figures: the one named, else the acting statistics owner's."""
        own = (p.unit_code for p in self.standing.posts if p.role == Role.STATISTICS_OWNER)
        owner = self.options.owner or next(own, "")
        if not owner:
            raise Refused(
                Problem(
                    _("Data owner"),
                    _("Nobody is named who verifies the figures."),
                    _("Name the unit whose statistics owner does."),
                    "owner",
                )
            )
        return owner
