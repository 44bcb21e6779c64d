"""A scored table as a folder that explains itself and can be calculated again (计分结果文件夹)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.assessment.scheme_text import SchemeText, digest_of, read_scheme
from luoshi.assessment.scoring import code_version
from luoshi.exchange.scoring.files import read_text
from luoshi.exchange.scoring.noise import Noise, checked, importance_of, spread_of
from luoshi.exchange.scoring.tables import (
    Result,
    noise_json,
    ranks_csv,
    readme,
    result_of,
    scores_csv,
    sensitivity_csv,
    trace_json,
)
from luoshi.exchange.scoring.values import Values, inputs_of, read_values
from luoshi.exchange.whole_folder import whole_folder
from luoshi.kernel.canonical import canonical_bytes
from luoshi.kernel.robustness import RankRange
from luoshi.ledger.refusal import Problem, Refused

FORMAT = 2
"""In the first one, draws were ranked on totals that were not rounded."""
SCHEME, VALUES, MANIFEST, README = "scheme.yaml", "values.csv", "manifest.json", "README.md"


@dataclass(frozen=True)
class Scored:
    """A table scored by a scheme, and every file of the folder but the manifest, by name."""

    scheme: SchemeText
    values: Values
    result: Result
    spread: RankRange | None
    noise: Noise
    files: Mapping[str, bytes]

    @property
    def manifest(self) -> bytes:
        """Canonical JSON: what was calculated from what, by which code, and the SHA-256 of every file."""
        return canonical_bytes(
            {
                "format": FORMAT,
                "scheme_digest": self.scheme.digest,
                "values_digest": digest_of(self.values.as_csv()),
                "code_version": code_version(),
                "noise": noise_json(self.noise),
                "files": {name: _sha256(content) for name, content in self.files.items()},
            }
        )


def score(source: str, values: Values, noise: Noise | None = None) -> Scored:
    """Score ``values`` by the scheme in the YAML text ``source``. Refused when either cannot be taken."""
    scheme = read_scheme(source)
    asked = checked(noise or Noise(), scheme.rules)
    inputs = inputs_of(scheme, values)
    result = result_of(scheme, inputs)
    spread = spread_of(scheme.rules, inputs, asked)
    importance = importance_of(scheme.rules, inputs, asked)
    kept = values.as_csv()
    files = {
        SCHEME: source.encode(),
        VALUES: kept.encode(),
        "ranks.csv": ranks_csv(scheme, result, spread),
        "scores.csv": scores_csv(result),
        "trace.json": trace_json(scheme, inputs, result, digest_of(kept)),
        README: readme(scheme),
    }
    if importance is not None:
        files["sensitivity.csv"] = sensitivity_csv(importance)
    return Scored(scheme, values, result, spread, asked, files)


def write(scored: Scored, out: Path) -> None:
    """The folder ``out``, whole or not at all."""
    with whole_folder(out) as folder:
        for name, content in (*scored.files.items(), (MANIFEST, scored.manifest)):
            (folder / name).write_bytes(content)


@dataclass(frozen=True)
class Compared:
    """A folder calculated again (复算): whether its files are those of its manifest, and which come out the same."""

    intact: Mapping[str, bool]
    same: Mapping[str, bool]
    code_then: str
    code_now: str

    @property
    def holds(self) -> bool:
        return all(self.intact.values()) and all(self.same.values())


def replay(folder: Path) -> Compared:
    """Calculate ``folder`` again from its own scheme and table and compare every byte.

    Refused when it is no folder that :func:`write` made.
    """
    try:
        kept: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        digests, noise, code = dict(kept["files"]), kept["noise"], str(kept["code_version"])
        source, table = read_text((folder / SCHEME).read_bytes(), SCHEME), (folder / VALUES).read_bytes()
        draws, further, seed = (int(noise[name]) for name in ("draws", "sensitivity_draws", "seed"))
        asked = Noise(draws, further, float(noise["noise"]), seed, on_totals=kept["format"] == 1)
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise Refused(
            Problem(
                str(folder),
                _("This is no folder of a scored table: %s.") % error,
                _("Name a folder that luoshi score has written."),
            )
        ) from error
    again = score(source, read_values(table), asked).files
    # What the manifest names besides is nothing that was calculated, and is not opened wherever it points to.
    files = {name: _read(folder / name) for name in again} | dict.fromkeys(digests.keys() - again)
    return Compared(
        intact={
            name: content is not None and _sha256(content) == digests.get(name)
            for name, content in files.items()
        },
        same={name: again.get(name) == content for name, content in files.items()},
        code_then=code,
        code_now=code_version(),
    )


def _read(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
