"""One calculation in the form in which it is kept (计分): the bytes of inputs and result, and their fingerprints."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from luoshi.assessment.facts import gather
from luoshi.assessment.inputs import from_json, to_json
from luoshi.assessment.models import Run
from luoshi.assessment.scheme_text import SchemeText, digest_of, read_scheme
from luoshi.assessment.scoring import code_version, result_json
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Calculation:
    """Inputs and result as canonical JSON text."""

    inputs: str
    result: str
    simulated: bool

    def onto(self, run: Run) -> Run:
        """Write it, its fingerprints and the version of the code onto ``run``; nothing is saved."""
        run.code_version = code_version()
        run.inputs, run.inputs_digest = self.inputs, digest_of(self.inputs)
        run.result, run.result_digest = self.result, digest_of(self.result)
        run.simulated = self.simulated
        return run


def calculate(standing: Standing, scheme: SchemeText, period: Period, as_of: date) -> Calculation:
    """Gather and score. The score is computed from the bytes that are kept, not from what they were made of."""
    gathered = gather(standing, scheme, period, as_of)
    kept = to_json(gathered).decode()
    return Calculation(kept, scored(scheme, kept), gathered.simulated)


def scored(scheme: SchemeText, kept_inputs: str) -> str:
    """The result of kept inputs, as canonical JSON text."""
    return result_json(scheme.rules, from_json(json.loads(kept_inputs))).decode()


@dataclass(frozen=True)
class Replay:
    """A run calculated again from what is kept (复算). ``first_difference`` is the first byte that differs."""

    inputs_intact: bool
    result_intact: bool
    scheme_intact: bool
    digest: str
    same_bytes: bool
    size: int
    first_difference: int | None
    code_then: str
    code_now: str

    @property
    def holds(self) -> bool:
        """Whether scheme, inputs and result are what they were, and the rules give that result again."""
        return self.inputs_intact and self.result_intact and self.scheme_intact and self.same_bytes

    @property
    def same_code(self) -> bool:
        return self.code_then == self.code_now


def replay(run: Run) -> Replay:
    """Calculate ``run`` again and compare every byte and every fingerprint."""
    again, kept = scored(read_scheme(run.scheme.source), run.inputs).encode(), run.result.encode()
    differs = next((n for n, (a, b) in enumerate(zip(again, kept, strict=False)) if a != b), None)
    if differs is None and len(again) != len(kept):
        differs = min(len(again), len(kept))
    scheme_digest = digest_of(run.scheme.source)
    return Replay(
        inputs_intact=digest_of(run.inputs) == run.inputs_digest,
        result_intact=digest_of(run.result) == run.result_digest,
        scheme_intact=scheme_digest == run.scheme.digest == json.loads(run.inputs)["scheme_digest"],
        digest=hashlib.sha256(again).hexdigest(),
        same_bytes=again == kept,
        size=len(again),
        first_difference=differs,
        code_then=run.code_version,
        code_now=code_version(),
    )
