"""One scheme over the lakes of one or many districts (多地计分): read, calculated by an engine, written whole."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from luoshi.assessment.scheme_text import read_scheme
from luoshi.assessment.scoring import code_version
from luoshi.exchange.lake.assessing import Row, assess_file
from luoshi.exchange.lake.tables import FIGURES, FORMAT, MANIFEST, RESULTS, write_table
from luoshi.exchange.whole_folder import whole_folder
from luoshi.kernel.canonical import canonical_bytes
from luoshi.ledger.refusal import Problem, Refused
from luoshi.workdays.periods import Period

SCHEME = "scheme.yaml"
Assess = Callable[[str], list[Row]]
# What an engine is given: the files, and what is to be made of each. It answers in the order of the files.
Engine = Callable[[Sequence[str], Assess], Iterator[list[Row]]]


@dataclass(frozen=True)
class Assessed:
    """What was written: districts, units, and the SHA-256 of every file of results."""

    districts: int
    units: int
    files: dict[str, str]


def one_after_the_other(files: Sequence[str], assess: Assess) -> Iterator[list[Row]]:
    """The engine of one machine: memory depends on the largest file."""
    return map(assess, files)


def assess_lake(folder: Path, source: str, period: str, out: Path, engine: Engine) -> Assessed:
    """Score every district below ``folder`` for ``period`` by the scheme in ``source``, into a new folder ``out``.

    One file of results for each file of figures, whatever the engine: the same bytes. Refused when a file is not
    what its manifest says, a district lies in two files, or nothing is there for the period.
    """
    read_scheme(source)
    files = _files(folder, _period(period))
    with whole_folder(out) as made:
        (made / SCHEME).write_text(source, encoding="utf-8", newline="")
        (made / RESULTS.name).mkdir()
        districts: Counter[str] = Counter()
        units, written = 0, dict[str, str]()
        answers = engine([str(file) for file in files], partial(assess_file, source=source, period=period))
        for number, rows in enumerate(answers):
            name = f"{RESULTS.name}/part-{number:05d}.parquet"
            write_table(RESULTS, rows, made / name)
            written[name] = _sha256(made / name)
            districts.update({row[0] for row in rows})
            units += len(rows)
        _refuse_odd(folder, period, districts)
        manifest = {
            "format": FORMAT,
            "kind": "assessment",
            "period": period,
            "scheme_digest": hashlib.sha256(source.encode()).hexdigest(),
            "code_version": code_version(),
            "figures": [_sha256(file) for file in files],
            "files": written,
        }
        (made / MANIFEST).write_bytes(canonical_bytes(manifest))
    return Assessed(len(districts), units, written)


def _period(code: str) -> Period:
    try:
        return Period.of_months(code)
    except ValueError as error:
        raise Refused(
            Problem(code, _("This is no period of whole months."), _("Write e.g. 2015-H1, 2015-Q2 or 2015."))
        ) from error


def _files(folder: Path, period: Period) -> list[Path]:
    """The files of figures of the year, each as its manifest says, by name."""
    place = f"{FIGURES.name}/year={period.year}/"
    found, problems = [], []
    for manifest in sorted(folder.rglob(MANIFEST)):
        for name, digest in sorted(_manifest(manifest).items()):
            if name.startswith(place):
                file = manifest.parent / name
                if not _lies_in(file, manifest.parent) or _sha256(file) != digest:
                    problems.append(
                        Problem(
                            str(file),
                            _("The file is not what the manifest says."),
                            _("Have the district hand it over anew."),
                        )
                    )
                found.append(file)
    if problems:
        raise Refused(problems)
    if not found:
        raise Refused(_nothing(folder, period.code))
    return found


def _lies_in(file: Path, folder: Path) -> bool:
    """Whether it is a file of the folder itself: no name and no link in it leads out."""
    return file.is_file() and file.resolve().is_relative_to(folder.resolve())


def _manifest(file: Path) -> dict[str, str]:
    """The SHA-256 of each file by its name; {} for what is no lake. Refused for what cannot be read."""
    try:
        said = json.loads(file.read_bytes())
        if not isinstance(said, dict) or said.get("kind") != "lake":
            return {}
        if said.get("format") == FORMAT:
            return {str(name): str(about["sha256"]) for name, about in said["files"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(
            Problem(str(file), _("The manifest is damaged: %s.") % error, _("Have it handed over anew."))
        ) from error
    raise Refused(
        Problem(
            str(file),
            _("It is of format %s.") % said.get("format"),
            _("This version reads format %d.") % FORMAT,
        )
    )


def _refuse_odd(folder: Path, period: str, districts: Counter[str]) -> None:
    if not districts:
        raise Refused(_nothing(folder, period))
    twice = sorted(district for district, files in districts.items() if files > 1)
    if twice:
        raise Refused(
            Problem(
                str(folder),
                _("These districts lie in more than one file: %s.") % ", ".join(twice),
                _("Keep one hand-over of each district."),
            )
        )


def _nothing(folder: Path, period: str) -> Problem:
    return Problem(
        str(folder),
        _("No district has figures of %s that the scheme ranks.") % period,
        _("Name a folder that luoshi lake export has written, and a period of it."),
    )


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
