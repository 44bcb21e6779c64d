"""``luoshi outline``, ``extract`` and ``check``: read one file, without a server or a database."""

from __future__ import annotations

import errno
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshi.cli.session import gettext as _
from luoshi.cli.session import plain_refusals, start_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from luoshi.kernel.text.machine import Json
    from luoshi.kernel.text.number_check import Relation
    from luoshi.kernel.text.outline import Oddity
    from luoshi.kernel.text.targets import TargetDraft


class Format(StrEnum):
    """How a result is printed: for a program, or for a person."""

    JSON = "json"
    TABLE = "table"


File = Annotated[
    Path,
    typer.Argument(
        help="A .txt, .md, .docx, .doc, .xlsx, .xls, .pdf or .html file; - reads a text, .docx, .xlsx or .pdf from standard input.",
    ),
]
Printed = Annotated[
    Format, typer.Option("--format", help="json: offsets into the decoded text; schemas in docs/schemas.")
]


def outline(file: File, printed: Printed = Format.TABLE) -> None:
    """The clauses of a document (提纲), and what is odd in their numbering.

    Exit code 0, or 2 when the file cannot be read: the reason is on standard error.
    """
    text = _text_of(file)
    from luoshi.kernel.text.machine import outline_as_dict
    from luoshi.kernel.text.outline import outline as read

    clauses = read(text)
    if printed is Format.JSON:
        _print_json(outline_as_dict(clauses))
        return
    _print_table(
        (_("start"), _("clause")),
        [(str(node.start), f"{'  ' * (node.level - 1)}{node.mark} {node.title}") for node in clauses.nodes],
    )
    for oddity in clauses.warnings:
        typer.echo(f"! {oddity.start}: {_told(oddity)}")


def extract(file: File, printed: Printed = Format.TABLE) -> None:
    """The numeric targets (目标) and the tasks (任务) that a document sets.

    Exit code 0, or 2 when the file cannot be read: the reason is on standard error.
    """
    text = _text_of(file)
    from luoshi.kernel.text.machine import extract_as_dict
    from luoshi.kernel.text.outline import outline as read
    from luoshi.kernel.text.requirements import extract_tasks
    from luoshi.kernel.text.targets import extract_targets

    clauses = read(text)
    targets, tasks = extract_targets(text, clauses), extract_tasks(text, clauses)
    if printed is Format.JSON:
        _print_json(extract_as_dict(targets, tasks))
        return
    _print_table(
        (_("start"), _("indicator"), _("kind"), _("bound"), _("value"), _("unit"), _("period")),
        [
            (str(t.start), t.indicator, _kind(t.kind), t.op, _range(t), t.unit, t.period or "")
            for t in targets
        ],
    )
    _print_table(
        (_("start"), _("task"), _("lead unit"), _("supporting units"), _("leader"), _("deadline")),
        [
            (str(t.start), t.title, *map("、".join, (t.lead, t.support, t.leader)), t.deadline or "")
            for t in tasks
        ],
    )


def check(file: File, printed: Printed = Format.TABLE) -> None:
    """Recompute the numbers of a bulletin (核数).

    Exit code 0 when they fit each other; 1 when something is inconsistent, a last digit included; 2 when the file
    cannot be read: the reason is on standard error.
    """
    text = _text_of(file)
    from luoshi.kernel.text.machine import check_as_dict
    from luoshi.kernel.text.number_check import check as recompute

    found = recompute(text)
    if printed is Format.JSON:
        _print_json(check_as_dict(found))
    else:
        odd = [relation for relation in found.relations if relation.verdict != "pass"]
        if odd:
            _print_table(
                (_("severity"), _("start"), _("printed"), _("type"), _("working"), _("expected")),
                [_finding(relation, text) for relation in odd],
            )
        count = {"hold": len(found.relations) - len(odd), "odd": len(odd)}
        typer.echo(_("%(hold)d relations hold, %(odd)d findings.") % count)
    if any(relation.verdict == "fail" for relation in found.relations):
        raise typer.Exit(1)


def _kind(kind: str) -> str:
    """A kind of target in the terminal's language."""
    return {
        "level": _("level"),
        "growth": _("growth"),
        "share": _("share"),
        "count": _("count"),
        "ceiling": _("ceiling"),
        "rank": _("rank"),
        "keep": _("keep at zero"),
    }[kind]


def _range(target: TargetDraft) -> str:
    """The value, or both ends of a range."""
    return f"{target.value}-{target.value_high}" if target.value_high else target.value


def _told(oddity: Oddity) -> str:
    """What is odd in a document's numbering, in the terminal's language."""
    told = {
        "restart": _("numbering starts again at %(words)s"),
        "skip": _("numbering jumps to %(words)s; number %(expected)s is missing"),
        "repeat": _("%(words)s occurs twice in a row"),
        "disorder": _("%(words)s comes after a higher number"),
        "mistyped": _("%(words)s is not written like the other marks of its level"),
        "lone": _("%(words)s has no second item"),
        "declared": _("%(words)s is announced, %(found)s found"),
    }
    return told[oddity.code] % {
        "words": oddity.words,
        "expected": oddity.expected,
        "found": oddity.found,
    }


def _finding(relation: Relation, text: str) -> tuple[str, ...]:
    """A row of the table, in the words of the pages."""
    from luoshi.documents.finding_words import ANY_NUMBER, NOUNS, sentence_of, with_unit
    from luoshi.documents.told import told_of
    from luoshi.documents.workings import working_of

    told = told_of(relation)
    meant = with_unit(relation.expected, relation.claim.unit) if relation.expected else ""
    mend = str(relation.repair) if relation.repair else meant
    severity = {"error": _("error"), "note": _("note"), "question": _("question")}.get(
        relation.severity or "", ""
    )
    working = "\n".join(filter(None, (sentence_of(told, text), working_of(told, text))))
    claim = relation.claim
    return (severity, str(claim.start), claim.text, str(NOUNS.get(told.type, ANY_NUMBER)), working, mend)


def _text_of(file: Path) -> str:
    """The decoded text of a file or of standard input; exit code 2 where it cannot be read, with the reason."""
    start_words()
    from luoshi.documents.reading import kind_of, read_file

    with plain_refusals():
        if str(file) != "-":
            return read_file(_bytes_of(file), file.name).text
        data = sys.stdin.buffer.read()
        return read_file(data, f"stdin{kind_of(data) or '.txt'}").text


def _bytes_of(file: Path) -> bytes:
    from luoshi.ledger.refusal import Problem, Refused

    try:
        return file.read_bytes()
    except OSError as error:
        known = {
            errno.ENOENT: _("there is no such file"),
            errno.EISDIR: _("it is a folder"),
            errno.EACCES: _("reading it is not allowed"),
        }
        what = _("The file cannot be opened: %s.") % known.get(error.errno or 0, error.strerror)
        raise Refused(
            Problem(str(file), what, _("Check its name, its folder and whether you may read it."), "absent")
        ) from error


def _print_json(told: Json) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Column, Table

    # Chinese words have no spaces to break at: folded, not cut off.
    table = Table(*(Column(head, overflow="fold") for head in heads))
    for row in rows:
        table.add_row(*map(escape, row))
    Console().print(table)
