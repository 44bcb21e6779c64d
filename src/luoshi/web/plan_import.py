"""The form that imports a document: a file or pasted text, what a person says about it, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from luoshi.documents.actions.import_document import Heading
from luoshi.documents.reading import LARGEST_FILE, SUFFIXES
from luoshi.ledger.refusal import Problem, Refused
from luoshi.web.forms import row_key
from luoshi.web.request import Request

ACCEPT = ",".join(SUFFIXES)
HEAD = "head"
# Codes of problems that stand beside a field of their own; those of reading stand beside what was to be read.
FIELDS = {
    "title": "title",
    "year": "year",
    "number": "number",
    "issued_on": "issued_on",
    "kind_of_document": "kind",
    "unit": HEAD,
    "superseded": HEAD,
}


@dataclass(frozen=True)
class Asked:
    """What a person asks to be imported: ``source`` is the content of a file, or a pasted text."""

    heading: Heading
    source: bytes | str
    file_name: str


def asked_for(request: Request) -> Asked:
    """The form as it was sent. Refused without file and text, with both, and for a file too large to be read."""
    upload, text = request.FILES.get("file"), request.POST.get("text", "")
    heading = _heading(request.POST)
    if upload is None and not text.strip():
        raise Refused(
            Problem(
                _("File"),
                _("Neither a file nor a text was given."),
                _("Choose the document on your device, or paste its text."),
                "file",
            )
        )
    if upload is None:
        return Asked(heading, text, "")
    name = upload.name or ""
    if text.strip():
        raise Refused(
            Problem(
                name,
                _("A file and a pasted text were given."),
                _("Send one of them: clear the text, or choose no file."),
                "file",
            )
        )
    if (upload.size or 0) > LARGEST_FILE:
        raise Refused(
            Problem(
                name,
                _("The file has more than %d MB.") % (LARGEST_FILE // 2**20),
                _("Remove the pictures, or save the text alone as .docx or .txt."),
                "too_large",
            )
        )
    return Asked(heading, upload.read(), name)


def import_errors(problems: Sequence[Problem], entered: Mapping[str, str]) -> dict[str, list[str]]:
    """Words of the problems by the field that each stands beside; what belongs to none under ``head``."""
    source = "text" if entered.get("text", "").strip() else "file"
    told: dict[str, list[str]] = {}
    for problem in problems:
        place = FIELDS.get(problem.code, source)
        own = place in {HEAD, "file", "text"}
        told.setdefault(place, []).append(str(problem) if own else f"{problem.what} {problem.mend}")
    return told


def no_date(place: str, written: str, code: str) -> Problem:
    """What is typed where a day is asked for, and is none."""
    return Problem(place, _("“%s” is not a date.") % written, _("Write it as 2015-06-30."), code)


def _heading(posted: Mapping[str, str]) -> Heading:
    year, issued = posted.get("year", "").strip(), posted.get("issued_on", "").strip()
    try:
        issued_on = date.fromisoformat(issued) if issued else None
    except ValueError as error:
        raise Refused(no_date(_("Date of issue"), issued, "issued_on")) from error
    return Heading(
        title=posted.get("title", ""),
        year=row_key(year) or 0,
        kind=posted.get("kind", ""),
        number=posted.get("number", ""),
        issued_on=issued_on,
    )
