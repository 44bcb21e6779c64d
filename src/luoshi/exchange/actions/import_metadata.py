"""Take over a metadata file from another system (导入元数据)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.exchange.catalogue_in import take_catalogue
from luoshi.exchange.dhis2.package import KEPT_OF_UNITS, UNITS, Package, faults, read_package
from luoshi.exchange.dhis2.summary import MetadataReport
from luoshi.exchange.policies import may_exchange
from luoshi.exchange.taking_over import MetadataOptions, Part, Taking
from luoshi.exchange.units_in import take_units
from luoshi.indicators.policies import may_keep_catalogue
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import require
from luoshi.org.policies import may_change_organisation
from luoshi.org.standing import Standing

_OF_UNITS = (UNITS, *KEPT_OF_UNITS)


@transaction.atomic
def import_metadata(standing: Standing, content: bytes, options: MetadataOptions) -> MetadataReport:
    """Take over units, data elements and data sets; keep indicators, rules and groups as they come; all or nothing.

    Everything goes through the actions of the rooms, each with its own entry in the ledger. Sent twice, the
    second time changes nothing. Units need the administrator, everything else somebody who keeps the catalogue:
    with ``part`` each takes the own half of a file. Refused when the file cannot be read.
    """
    require(may_exchange(standing))
    package = _part(read_package(content), options.part)
    if any(package.of(kind) for kind in _OF_UNITS):
        require(
            may_change_organisation(standing),
            gettext_lazy("Units are taken over by the administrator; choose indicators and forms only."),
        )
    if any(package.of(kind) for kind in package.things if kind not in _OF_UNITS):
        require(
            may_keep_catalogue(standing),
            gettext_lazy(
                "Indicators and forms are taken over by the supervision office or a statistics owner; "
                "choose units only."
            ),
        )
    taking = Taking(standing, package, options)
    taking.report.faults += faults(package)
    take_units(taking)
    take_catalogue(taking)
    _finish(taking)
    return taking.report


def _part(package: Package, part: Part) -> Package:
    """What of the package is to be taken over."""
    if part is Part.ALL:
        return package
    wanted = {
        kind: things
        for kind, things in package.things.items()
        if (kind in _OF_UNITS) == (part is Part.ORGANISATION)
    }
    return Package(wanted, package.unknown)


def _finish(taking: Taking) -> None:
    """Record what was written, or undo it: a trial, or a file with faults that is taken whole or not at all."""
    report, options = taking.report, taking.options
    for kind in taking.package.things:
        report.count(kind)
    if taking.package.unknown:
        told = ", ".join(f"{kind} {count}" for kind, count in taking.package.unknown.items())
        report.notices.append(_("Not taken over: %s.") % told)
    if options.dry_run or (report.faults and options.whole):
        transaction.set_rollback(True)
        report.written = False
        if report.faults and options.whole:
            report.withhold()
        return
    if taking.rows:
        record(
            taking.standing.signature(),
            "exchange.import_metadata",
            chain=district_code(),
            subject=options.source,
            rows={row.pk: row for row in taking.rows}.values(),
            detail={kind: count.as_dict() for kind, count in report.counts.items()},
        )
