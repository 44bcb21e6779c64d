"""XML read as a stream, without document types and entities (安全读取 XML)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from luoshi.exchange.dhis2.values import unreadable

DEEPEST = 8


class _Began(Exception):
    """The root element has begun: no document type can follow."""


def root_name(content: bytes) -> str:
    """Local name of the root element. Refused when the file declares a document type, and with it any entity."""
    found: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_declared: object) -> None:
        raise unreadable(
            _("It carries a document type declaration, which could hide anything."),
            _("Remove the declaration and send the file again."),
        )

    def began(name: str, _attributes: dict[str, str]) -> None:
        found.append(name.rpartition(" ")[2])
        raise _Began

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = began
    try:
        parser.Parse(content, True)
    except _Began:
        return found[0]
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise _broken(error) from error
    return ""


def events(content: bytes) -> Iterator[tuple[str, str, ElementTree.Element]]:
    """Begin and end of every element with its local name, after :func:`root_name` has looked at the file.

    Elements are emptied by whoever reads them. Refused when the file is no sound XML or nested beyond sense.
    """
    depth = 0
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314 - no DTD
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise unreadable(_("It is nested too deeply."), _("Export it again."))
            yield event, element.tag.rpartition("}")[2], element
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise _broken(error) from error


def _broken(error: Exception) -> Exception:
    return unreadable(_("It is no sound XML: %s.") % error, _("Export it again; the file may be cut off."))
