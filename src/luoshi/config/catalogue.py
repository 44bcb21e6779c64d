"""The Chinese catalogue: gather the sentences of the product, and compile it.

``python -m luoshi.config.catalogue update`` brings the .po file in step with the sources: new sentences
come in untranslated, unused ones go. ``… compile`` writes the .mo file that is read at run time. Neither
needs gettext on the machine. Entries are sorted and carry no line numbers, so that two people who add
sentences seldom collide.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
PO = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: Luoshi\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def sentences() -> Catalog:
    """Every sentence marked for translation in the code and the templates of the package."""
    found = Catalog(locale="zh_Hans")
    for path in sorted(PACKAGE.rglob("*.py")):
        _add(found, path.read_bytes(), path)
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        _add(found, _as_python(path).encode(), path)
    return found


def _add(found: Catalog, source: bytes, path: Path) -> None:
    options = {"encoding": "utf-8"}
    for _line, message, _comments, context in extract("python", io.BytesIO(source), KEYWORDS, (), options):
        if message == "":
            raise ValueError(f"{path}: an empty sentence cannot be translated.")
        found.add(message, context=context)


def _as_python(template: Path) -> str:
    """The translation calls of a template, one a line: what is around them is blanked out by Django."""
    text = templatize(template.read_text(encoding="utf-8"), origin=str(template))
    return "\n".join(line.strip() for line in text.splitlines())


def stored() -> Catalog:
    """The catalogue as it is in the repository."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_Hans", abort_invalid=True)


def faults() -> Iterator[str]:
    """What is wrong with the stored catalogue, a line each: missing, unused, untranslated or unsure sentences."""
    catalogue = stored()
    wanted = {(m.context, _first(m.id)) for m in sentences() if m.id}
    held = {(m.context, _first(m.id)): m for m in catalogue if m.id}
    yield from (f"missing: {sentence}" for _context, sentence in sorted(wanted - held.keys(), key=str))
    for key, message in held.items():
        if key not in wanted:
            yield f"unused: {key[1]}"
        elif message.fuzzy:
            yield f"unsure: {key[1]}"
        elif not all(message.string if isinstance(message.string, tuple) else (message.string,)):
            yield f"untranslated: {key[1]}"


def _first(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def update() -> None:
    """Rewrite the .po file: sentences of the sources, with the translations it has."""
    catalogue = stored()
    catalogue.update(sentences(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with PO.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalogue, width=0, no_location=True, sort_output=True, omit_header=True)


def compile_catalogue() -> None:
    """Write the .mo file from the .po file."""
    with MO.open("wb") as file:
        write_mo(file, stored())


COMMANDS = {"update": update, "compile": compile_catalogue}


def main() -> int:
    """Run one of the two commands; 2 when it is neither."""
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.stderr.write("usage: python -m luoshi.config.catalogue update|compile\n")
        return 2
    COMMANDS[sys.argv[1]]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
