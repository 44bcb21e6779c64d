"""What an import did, in the words and the shape that DHIS2 answers with (导入结果).

``as_dict`` of :class:`ImportSummary` is the answer of ``/api/dataValueSets``; of :class:`MetadataReport` that of
``/api/metadata``. Error codes are those of DHIS2's ``ErrorCode`` for the same finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

NO_ELEMENT, NO_PERIOD, NO_UNIT = "E7610", "E7611", "E7612"
NO_CATEGORY, NO_ATTRIBUTE, NO_VALUE = "E7613", "E7615", "E7618"
WRONG_VALUE, WRONG_COMMENT, WRONG_CATEGORY = "E7619", "E7620", "E7634"
FUTURE, SETTLED_HERE = "E7641", "E7642"
MISSING_PROPERTY, WRONG_UID, NO_REFERENCE, EXISTS = "E4000", "E4014", "E5002", "E5003"


@dataclass(frozen=True)
class Finding:
    """One line of a table for a person: the code, what it is about, what is wrong, and where in the file."""

    code: str
    about: str
    words: Words
    places: str


@dataclass
class Conflict:
    """One finding and the values it concerns, by their place in the file from 0."""

    object: str
    value: Words
    code: str
    property: str
    indexes: list[int] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """As DHIS2 writes it."""
        return {
            "object": self.object,
            "value": str(self.value),
            "errorCode": self.code,
            "property": self.property,
            "objects": {self.property: self.object},
            "indexes": self.indexes,
        }


@dataclass
class ImportSummary:
    """Counts and conflicts of an import of values. ``notices`` are for people: what was kept in another shape."""

    options: dict[str, Any] = field(default_factory=dict)
    imported: int = 0
    updated: int = 0
    ignored: int = 0
    deleted: int = 0
    written: bool = True
    conflicts: dict[tuple[str, str, str, str], Conflict] = field(default_factory=dict)
    rejected: set[int] = field(default_factory=set)
    notices: list[Words] = field(default_factory=list)

    def reject(self, index: int, object_: str, value: Words, code: str, property_: str) -> None:
        """Refuse the value at ``index``: the same finding about the same thing is told once."""
        key = (object_, code, property_, str(value))
        conflict = self.conflicts.setdefault(key, Conflict(object_, value, code, property_))
        if index not in self.rejected or index not in conflict.indexes:
            conflict.indexes.append(index)
        self.rejected.add(index)

    def withhold(self) -> None:
        """Nothing was written: what would have been counts as ignored."""
        self.ignored += self.imported + self.updated + self.deleted
        self.imported = self.updated = self.deleted = 0
        self.written = False

    @property
    def status(self) -> str:
        """SUCCESS; WARNING when some values were refused; ERROR when none was written for that reason."""
        if not self.rejected:
            return "SUCCESS"
        return "WARNING" if self.written and self.imported + self.updated + self.deleted else "ERROR"

    @property
    def refused(self) -> int:
        """How many values could not be taken."""
        return len(self.rejected)

    def counted(self) -> Iterator[tuple[str, int]]:
        """The counts under their names."""
        yield _("new"), self.imported
        yield _("changed"), self.updated
        yield _("withdrawn"), self.deleted
        yield _("as known"), self.ignored
        yield _("refused"), self.refused

    def findings(self) -> Iterator[Finding]:
        """The conflicts for a person; places count from 1."""
        for conflict in self.conflicts.values():
            first = [str(index + 1) for index in conflict.indexes[:5]]
            places = ", ".join(first) + ("…" if len(conflict.indexes) > 5 else "")
            yield Finding(conflict.code, conflict.object, conflict.value, places)

    def as_dict(self) -> dict[str, Any]:
        """The answer of ``/api/dataValueSets``."""
        sound = self.status == "SUCCESS"
        return {
            "httpStatus": "OK" if sound else "Conflict",
            "httpStatusCode": 200 if sound else 409,
            "status": "OK" if sound else self.status,
            "message": "Import was successful."
            if sound
            else "One more conflicts encountered, please check import summary.",
            "response": {
                "responseType": "ImportSummary",
                "status": self.status,
                "importOptions": self.options,
                "description": "Import process completed successfully"
                if self.written
                else "Nothing was written",
                "importCount": {
                    "imported": self.imported,
                    "updated": self.updated,
                    "ignored": self.ignored,
                    "deleted": self.deleted,
                },
                "conflicts": [conflict.as_dict() for conflict in self.conflicts.values()],
                "rejectedIndexes": sorted(self.rejected),
                "dataSetComplete": "false",
            },
        }


@dataclass(frozen=True)
class Fault:
    """What is wrong with one object of a metadata file."""

    kind: str
    index: int
    uid: str
    name: str
    message: Words
    code: str
    property: str = ""


@dataclass
class Count:
    """What became of the objects of one kind."""

    created: int = 0
    updated: int = 0
    ignored: int = 0

    def as_dict(self) -> dict[str, int]:
        """As DHIS2 writes it; nothing is ever deleted by a metadata import."""
        total = self.created + self.updated + self.ignored
        return {
            "created": self.created,
            "updated": self.updated,
            "deleted": 0,
            "ignored": self.ignored,
            "total": total,
        }


@dataclass
class MetadataReport:
    """What became of a metadata file, by kind of object. ``notices`` say what was kept but not put to use."""

    counts: dict[str, Count] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Words] = field(default_factory=list)
    written: bool = True

    def count(self, kind: str) -> Count:
        """The count of ``kind``."""
        return self.counts.setdefault(kind, Count())

    def withhold(self) -> None:
        """Nothing was written: what would have been counts as ignored."""
        for count in self.counts.values():
            count.ignored += count.created + count.updated
            count.created = count.updated = 0
        self.written = False

    @property
    def status(self) -> str:
        """OK; WARNING when some objects were refused; ERROR when none was written for that reason."""
        if not self.faults:
            return "OK"
        return "WARNING" if self.written else "ERROR"

    @property
    def total(self) -> Count:
        """All kinds together."""
        counts = self.counts.values()
        return Count(
            sum(c.created for c in counts), sum(c.updated for c in counts), sum(c.ignored for c in counts)
        )

    @property
    def refused(self) -> int:
        """How many findings there are."""
        return len(self.faults)

    def counted(self) -> Iterator[tuple[str, int]]:
        """The counts of all kinds together under their names."""
        total = self.total
        yield _("new"), total.created
        yield _("changed"), total.updated
        yield _("as known"), total.ignored
        yield _("refused"), self.refused

    def findings(self) -> Iterator[Finding]:
        """The faults for a person; places count from 1."""
        for fault in self.faults:
            about = f"{fault.kind} {fault.name or fault.uid}"
            yield Finding(fault.code, about, fault.message, str(fault.index + 1))

    def as_dict(self) -> dict[str, Any]:
        """The answer of ``/api/metadata``."""
        return {
            "httpStatus": "OK" if not self.faults else "Conflict",
            "httpStatusCode": 200 if not self.faults else 409,
            "status": self.status,
            "response": {
                "responseType": "ImportReport",
                "status": self.status,
                "stats": self.total.as_dict(),
                "typeReports": [
                    {"klass": kind, "stats": count.as_dict(), "objectReports": self._reports(kind)}
                    for kind, count in self.counts.items()
                ],
            },
        }

    def _reports(self, kind: str) -> list[dict[str, Any]]:
        return [
            {
                "klass": kind,
                "index": fault.index,
                "uid": fault.uid,
                "errorReports": [
                    {
                        "message": str(fault.message),
                        "mainKlass": kind,
                        "errorCode": fault.code,
                        "mainId": fault.uid,
                        "errorProperty": fault.property,
                    }
                ],
            }
            for fault in self.faults
            if fault.kind == kind
        ]
