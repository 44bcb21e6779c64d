"""Who is who in another system (对照簿): units, data elements and option combinations by uid, code or name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from luoshi.exchange.dhis2.elements import value_kind
from luoshi.exchange.dhis2.uids import DEFAULT_COMBO, DEFAULT_NAME, DEFAULT_OPTION_COMBO, derived_uid
from luoshi.exchange.models import Counterpart
from luoshi.indicators.models import Indicator
from luoshi.indicators.vocabulary import catalogue
from luoshi.org.lifespans import Lifespan, lifespans

UNITS, ELEMENTS, OPERANDS = "organisationUnits", "dataElements", "operands"
COMBOS, OPTION_COMBOS, OPTIONS, CATEGORIES = (
    "categoryCombos",
    "categoryOptionCombos",
    "categoryOptions",
    "categories",
)
_ASKED = (UNITS, ELEMENTS, OPERANDS, COMBOS, OPTION_COMBOS, OPTIONS, CATEGORIES)


@dataclass(frozen=True)
class Known:
    """One thing under the names it goes by; ``ours`` is its code here, empty where nothing stands for it."""

    uid: str
    code: str
    name: str
    ours: str
    carried: Mapping[str, Any] = field(default_factory=dict)

    def called(self, scheme: str) -> str:
        """What it is called in a scheme; empty where it has no such name."""
        if scheme.startswith("attribute:"):
            wanted = scheme.partition(":")[2]
            values = self.carried.get("attributeValues") or []
            return next(
                (str(v.get("value", "")) for v in values if v.get("attribute", {}).get("id") == wanted), ""
            )
        return {"uid": self.uid, "code": self.code, "name": self.name}[scheme]


class Index:
    """Things of one kind by name; a name that two of them share finds neither."""

    def __init__(self, things: Iterable[Known]) -> None:
        self.things = list(things)
        self._by: dict[str, dict[str, Known | None]] = {}

    def find(self, name: str, scheme: str) -> Known | None:
        """The thing called ``name``; None when there is none, or more than one."""
        if scheme not in self._by:
            named: dict[str, Known | None] = {}
            for thing in self.things:
                called = thing.called(scheme)
                if called:
                    named[called] = None if called in named else thing
            self._by[scheme] = named
        return self._by[scheme].get(name)


class Directory:
    """Everything with a name in both systems, as of a day: ours under derived identifiers, theirs under their own."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._theirs: dict[str, list[Known]] = {kind: [] for kind in _ASKED}
        rows = Counterpart.objects.filter(kind__in=_ASKED)
        for row in rows:
            self._theirs[row.kind].append(Known(row.uid, row.code, row.name, row.ours, row.carried))

    @cached_property
    def lifespans(self) -> list[Lifespan]:
        return lifespans(self.day)

    @cached_property
    def catalogue(self) -> list[Indicator]:
        return catalogue()

    @cached_property
    def units(self) -> Index:
        """Every unit, dissolved ones too."""
        told = {k.ours: k for k in self._theirs[UNITS]}
        return Index(
            Known(
                told[u.code].uid if u.code in told else derived_uid(UNITS, u.code),
                (told[u.code].code if u.code in told else "") or u.code,
                u.name,
                u.code,
                told[u.code].carried if u.code in told else {},
            )
            for u in self.lifespans
        )

    @cached_property
    def elements(self) -> Index:
        """Every data element: theirs, and each indicator of ours that stands for none of theirs."""
        told = {k.ours for k in (*self._theirs[ELEMENTS], *self._theirs[OPERANDS])}
        own = (
            Known(
                derived_uid(ELEMENTS, i.code), i.code, i.name, i.code, {"id": "", "valueType": value_kind(i)}
            )
            for i in self.catalogue
            if i.code not in told
        )
        return Index([*self._theirs[ELEMENTS], *own])

    @cached_property
    def operands(self) -> dict[tuple[str, str], str]:
        """(identifier of a data element, of an option combination) -> code of the indicator for that part."""
        return {(k.uid[:11], k.uid[12:]): k.ours for k in self._theirs[OPERANDS]}

    @cached_property
    def option_combos(self) -> Index:
        return Index(self._theirs[OPTION_COMBOS])

    @cached_property
    def parts(self) -> dict[str, tuple[Known, Known | None]]:
        """Code of an indicator -> the data element it stands for, and the option combination; None for the whole."""
        elements = {k.uid: k for k in self.elements.things}
        combos = {k.uid: k for k in self.option_combos.things}
        whole: dict[str, tuple[Known, Known | None]] = {
            k.ours: (k, None) for k in self.elements.things if k.ours
        }
        for (element, combo), ours in self.operands.items():
            whole[ours] = (
                elements[element],
                combos.get(combo) or Known(combo, "", combo, ""),
            )
        return whole

    def is_default(self, known: Known) -> bool:
        """Whether an option combination is the one that stands for no disaggregation, on whatever server."""
        return known.uid == DEFAULT_OPTION_COMBO or known.name == DEFAULT_NAME

    def is_plain(self, element: Known) -> bool:
        """Whether a data element is reported without disaggregation."""
        combo = (element.carried.get("categoryCombo") or {}).get("id", DEFAULT_COMBO)
        if combo == DEFAULT_COMBO:
            return True
        found = self._combos.find(combo, "uid")
        return found is not None and found.name == DEFAULT_NAME

    def combos_of(self, element: Known) -> list[Known]:
        """The option combinations of a disaggregated data element."""
        combo = (element.carried.get("categoryCombo") or {}).get("id", "")
        return [
            k for k in self.option_combos.things if (k.carried.get("categoryCombo") or {}).get("id") == combo
        ]

    def combo_of_options(self, options: Mapping[str, str], scheme: str) -> Known | None:
        """The option combination made of one option for each category, as ADX names them; None where there is none."""
        wanted = set()
        for category, option in options.items():
            found = self._options.find(option, scheme)
            if found is None or self._categories.find(category, scheme) is None:
                return None
            wanted.add(found.uid)
        return self._by_options.get(frozenset(wanted))

    @cached_property
    def _by_options(self) -> dict[frozenset[str], Known]:
        return {
            frozenset(str(o.get("id")) for o in k.carried.get("categoryOptions") or []): k
            for k in self.option_combos.things
        }

    @cached_property
    def _combos(self) -> Index:
        return Index(self._theirs[COMBOS])

    @cached_property
    def _options(self) -> Index:
        return Index(self._theirs[OPTIONS])

    @cached_property
    def _categories(self) -> Index:
        return Index(self._theirs[CATEGORIES])
