"""Values and metadata as DHIS2 asks for them and sends them, so that its programs can call here."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Header, Query, Router, Schema

from luoshi.api.access import READ, REPORT, Caller
from luoshi.api.asked import day_of
from luoshi.api.problems import READS, WRITES
from luoshi.api.writing import JSON, LONGEST_TOKEN, fingerprint, replied
from luoshi.exchange.actions.import_values import Strategy, ValueOptions, import_values
from luoshi.exchange.queries import Wanted, codes_named, export_metadata, export_values
from luoshi.identity.actions.answer_once import Answer, answer_once
from luoshi.ledger.refusal import Problem, Refused

router = Router(tags=["dhis2"])
MOST_NAMES = 200
LONGEST_SPAN = timedelta(days=5 * 366)


class Scheme(StrEnum):
    """By what things are named."""

    UID = "UID"
    CODE = "CODE"
    NAME = "NAME"


class AtomicMode(StrEnum):
    """ALL: a file with conflicts is not taken at all. NONE: its sound values are."""

    ALL = "ALL"
    NONE = "NONE"


class Import(Schema):
    """How a set of values is taken, in the words of DHIS2; what the set says itself goes before it."""

    dryRun: bool = False  # noqa: N815
    importStrategy: Strategy = Strategy.CREATE_AND_UPDATE  # noqa: N815
    atomicMode: AtomicMode = AtomicMode.ALL  # noqa: N815
    idScheme: Scheme | None = None  # noqa: N815
    dataElementIdScheme: Scheme | None = None  # noqa: N815
    orgUnitIdScheme: Scheme | None = None  # noqa: N815
    source: str = Field(
        "", max_length=200, description="Where the values come from; the key's name if empty."
    )

    @property
    def schemes(self) -> dict[str, str]:
        said = {
            "idScheme": self.idScheme,
            "dataElementIdScheme": self.dataElementIdScheme,
            "orgUnitIdScheme": self.orgUnitIdScheme,
        }
        return {name: scheme.value for name, scheme in said.items() if scheme}


class Export(Schema):
    """Which values: periods that lie within two days, units and data elements by the names of the scheme."""

    startDate: date  # noqa: N815
    endDate: date  # noqa: N815
    orgUnit: list[str] = Field([], max_length=MOST_NAMES)  # noqa: N815
    dataElement: list[str] = Field([], max_length=MOST_NAMES)  # noqa: N815
    idScheme: Scheme = Scheme.UID  # noqa: N815
    includeUnverified: bool = False  # noqa: N815
    includeDeleted: bool = False  # noqa: N815
    as_of: date | None = None


_VALUE = {
    "type": "object",
    "required": ["dataElement", "period", "orgUnit", "value"],
    "properties": {
        name: {"type": "string"}
        for name in (
            "dataElement",
            "period",
            "orgUnit",
            "categoryOptionCombo",
            "attributeOptionCombo",
            "value",
            "comment",
        )
    },
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "required": ["dataValues"],
                    "properties": {"dataValues": {"type": "array", "items": _VALUE}},
                }
            }
        },
    }
}


@router.post(
    "/dataValueSets",
    response={200: dict[str, Any], 409: dict[str, Any], **{k: v for k, v in WRITES.items() if k != 404}},
    operation_id="import_data_values",
    auth=REPORT,
    openapi_extra=_BODY,
)
def take(
    request: Caller,
    asked: Query[Import],
    token: Annotated[
        str | None,
        Header(alias="Idempotency-Key", min_length=8, max_length=LONGEST_TOKEN, pattern=r"^[!-~]+$"),
    ] = None,
) -> HttpResponse:
    """Take values over as verified by the key's statistics owner; the answer is DHIS2's import summary.

    A set sent twice changes nothing the second time, so programs written for DHIS2 may leave the Idempotency-Key out.
    """
    options = ValueOptions(
        asked.source or request.auth.label,
        dry_run=asked.dryRun,
        whole=asked.atomicMode is AtomicMode.ALL,
        strategy=asked.importStrategy,
        schemes=asked.schemes,
    )

    def act() -> Answer:
        said = import_values(request.standing, request.body, options).as_dict()
        return Answer(said["httpStatusCode"], json.dumps(said))

    return replied(_once(request, token, act))


def _once(request: Caller, token: str | None, act: Callable[[], Answer]) -> Answer:
    if token is None:
        return act()
    return answer_once(request.auth.id, token, fingerprint(request), request.standing.at, act)


@router.get(
    "/dataValueSets",
    response={200: dict[str, Any], **READS},
    operation_id="export_data_values",
    auth=READ,
)
def give(request: Caller, asked: Query[Export]) -> HttpResponse:
    """The verified values of up to five years as a dataValueSet, as known on a day."""
    if asked.endDate - asked.startDate > LONGEST_SPAN:
        raise Refused(
            Problem("endDate", _("This is more than five years."), _("Ask for five years at a time."), "span")
        )
    scheme = asked.idScheme.value.lower()
    units, indicators, unknown = codes_named(request.standing, scheme, asked.orgUnit, asked.dataElement)
    if unknown:
        raise Refused(
            [
                Problem(name, _("Nothing has this name."), _("Check the name and the idScheme."), "name")
                for name in unknown
            ]
        )
    wanted = Wanted(
        as_of=day_of(request, asked.as_of),
        first=asked.startDate,
        last=asked.endDate,
        scheme=scheme,
        unverified=asked.includeUnverified,
        deleted=asked.includeDeleted,
        units=units,
        indicators=indicators,
    )
    return HttpResponse(export_values(request.standing, wanted, "json"), content_type=JSON)


@router.get("/metadata", response={200: dict[str, Any], **READS}, operation_id="export_metadata", auth=READ)
def metadata(request: Caller, as_of: date | None = None) -> HttpResponse:
    """Units, data elements and data sets as DHIS2 metadata."""
    return HttpResponse(export_metadata(request.standing, day_of(request, as_of)), content_type=JSON)
