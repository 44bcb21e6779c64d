"""A kind of matter is data (事项类型): its stages, verbs, terms and clock, read from ``types/*.yaml`` and checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _
from jsonschema import Draft202012Validator

from luoshi.ledger.refusal import Problem, Refused

FOLDER = Path(__file__).resolve().parent / "types"

NOT_STARTED, UNDER_WAY, WAITING, DONE = "not_started", "under_way", "waiting", "done"
RUNNING = frozenset({NOT_STARTED, UNDER_WAY})
OPEN = frozenset({NOT_STARTED, UNDER_WAY, WAITING})


@dataclass(frozen=True)
class Named:
    """Something a type names in both languages."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Term(Named):
    """A default term by urgency (办理时限), in working days."""

    days: int


@dataclass(frozen=True)
class Sheet(Named):
    """A sheet issued so many working days after the term has passed (三色督查单)."""

    after: int


@dataclass(frozen=True)
class Field(Named):
    """Something a verb asks for; ``kind`` is text, line, date, unit or post."""

    kind: str
    required: bool = False


@dataclass(frozen=True)
class Stage(Named):
    """A stage (环节). ``counts_as`` is what code may know of it."""

    counts_as: str
    initial: bool = False
    final: bool = False


@dataclass(frozen=True)
class Step:
    """One permitted transition: from which stages to which (None: stays), by whom, about which link.

    ``at`` is lead, below or waiting; empty together with ``link`` means the matter as a whole.
    """

    sources: frozenset[str]
    target: str | None
    who: frozenset[str]
    apart_from: frozenset[str]
    at: str
    link: frozenset[str]
    link_to: str
    chain: str
    conditions: tuple[str, ...]

    @property
    def about_link(self) -> bool:
        return bool(self.at or self.link)


@dataclass(frozen=True)
class Verb(Named):
    """Something that can be done with a matter, and what it asks for."""

    needs: tuple[Field, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class MatterType(Named):
    """A kind of matter, whole."""

    number: str
    terms: Mapping[str, Term]
    remind_before: int
    chase_interval: int
    look_back_after: int
    sheets: tuple[Sheet, ...]
    stages: Mapping[str, Stage]
    verbs: Mapping[str, Verb]

    @property
    def initial(self) -> Stage:
        return next(s for s in self.stages.values() if s.initial)

    def stages_counting_as(self, *words: str) -> frozenset[str]:
        """Codes of the stages that count as one of ``words``."""
        return frozenset(s.code for s in self.stages.values() if s.counts_as in words)


def matter_type(code: str) -> MatterType:
    """The type with this code; refused when there is none."""
    found = all_types().get(code)
    if found is None:
        raise Refused(
            Problem(
                _("Type"),
                _("There is no matter type “%s”.") % code,
                _("Use one of: %s.") % ", ".join(all_types()),
            )
        )
    return found


@cache
def all_types() -> dict[str, MatterType]:
    """Every type of the folder by code, read once."""
    types = [load(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return {t.code: t for t in types}


def load(path: Path) -> MatterType:
    """Read one type; refused with the path of every wrong place, e.g. ``verbs/report/steps/0/to``."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Refused(
            Problem(
                path.name, _("The file is not YAML: %s") % error, _("Correct its syntax; save it as UTF-8.")
            )
        ) from error
    return parse(raw, path.name)


def parse(raw: Any, source: str = "") -> MatterType:
    """Check a type against the schema and in itself, then build it."""
    problems = list(_schema_problems(raw, source)) or list(_inner_problems(raw, source))
    if problems:
        raise Refused(problems)
    return _build(raw)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads((FOLDER / "schema.json").read_text(encoding="utf-8")))


def _schema_problems(raw: Any, source: str) -> Iterator[Problem]:
    for error in sorted(_validator().iter_errors(raw), key=lambda e: [str(p) for p in e.absolute_path]):
        yield _problem(source, "/".join(str(p) for p in error.absolute_path), error.message)


def _inner_problems(raw: dict[str, Any], source: str) -> Iterator[Problem]:
    """What a schema cannot say: names that must exist, one beginning, an end, no stage out of reach."""
    stages, fields, verbs = raw["stages"], raw["fields"], raw["verbs"]
    initial = [code for code, stage in stages.items() if stage.get("initial")]
    if len(initial) != 1:
        yield _problem(source, "stages", _("Exactly one stage must be initial."))
    if not any(stage.get("final") for stage in stages.values()):
        yield _problem(source, "stages", _("At least one stage must be final."))
    for verb, body in verbs.items():
        for n, need in enumerate(body.get("needs", ())):
            if need.rstrip("!") not in fields:
                yield _problem(source, f"verbs/{verb}/needs/{n}", _("Unknown field “%s”.") % need)
        for n, step in enumerate(body["steps"]):
            place = f"verbs/{verb}/steps/{n}"
            for stage in [*step["from"], *([step["to"]] if "to" in step else [])]:
                if stage not in stages:
                    yield _problem(source, place, _("Unknown stage “%s”.") % stage)
            for other in step.get("apart_from", ()):
                if other not in verbs:
                    yield _problem(source, place, _("Unknown verb “%s”.") % other)
    for code in set(stages) - _reachable(raw, initial):
        yield _problem(source, f"stages/{code}", _("No verb leads to this stage."))


def _reachable(raw: dict[str, Any], initial: list[str]) -> set[str]:
    found = set(initial)
    steps = [step for body in raw["verbs"].values() for step in body["steps"] if "to" in step]
    while fresh := {s["to"] for s in steps if found & set(s["from"])} - found:
        found |= fresh
    return found


def _problem(source: str, place: str, what: Any) -> Problem:
    return Problem(": ".join(part for part in (source, place) if part), what, _("Correct the matter type."))


def _build(raw: dict[str, Any]) -> MatterType:
    clock = raw["clock"]
    return MatterType(
        code=raw["code"],
        name=raw["name"],
        name_en=raw["name_en"],
        number=raw["number"],
        terms={code: Term(code, **body) for code, body in raw["terms"].items()},
        remind_before=clock["remind_before"],
        chase_interval=clock["chase_interval"],
        look_back_after=clock["look_back_after"],
        sheets=tuple(sorted((Sheet(**sheet) for sheet in clock["sheets"]), key=lambda s: s.after)),
        stages={code: Stage(code, **body) for code, body in raw["stages"].items()},
        verbs={code: _verb(code, body, raw["fields"]) for code, body in raw["verbs"].items()},
    )


def _verb(code: str, body: dict[str, Any], fields: dict[str, Any]) -> Verb:
    needs = tuple(
        Field(need.rstrip("!"), **fields[need.rstrip("!")], required=need.endswith("!"))
        for need in body.get("needs", ())
    )
    return Verb(code, body["name"], body["name_en"], needs, tuple(_step(step) for step in body["steps"]))


def _step(step: dict[str, Any]) -> Step:
    return Step(
        sources=frozenset(step["from"]),
        target=step.get("to"),
        who=frozenset(step["who"]),
        apart_from=frozenset(step.get("apart_from", ())),
        at=step.get("at", ""),
        link=frozenset(step.get("link", ())),
        link_to=step.get("link_to", ""),
        chain=step.get("chain", ""),
        conditions=tuple(step.get("if", ())),
    )
