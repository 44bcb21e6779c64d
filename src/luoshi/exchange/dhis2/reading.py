"""Which kind of DHIS2 file this is, and its content (识别文件)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from luoshi.exchange.dhis2.values import LARGEST, ValueSet, unreadable
from luoshi.exchange.dhis2.values_adx import read_adx
from luoshi.exchange.dhis2.values_csv import read_csv
from luoshi.exchange.dhis2.values_json import VALUES, read_json, root_names
from luoshi.exchange.dhis2.values_xml import read_xml
from luoshi.exchange.dhis2.xml_stream import root_name

_BLANK = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"
_NAMED: Mapping[str, str] = {}


def is_metadata(content: bytes) -> bool:
    """Whether the file is a metadata package: JSON without values. Refused when it is too large or no sound JSON."""
    _bounded(content)
    return _begins(content) == b"{" and VALUES not in root_names(content)


def read_values(content: bytes, named: Mapping[str, str] = _NAMED) -> ValueSet:
    """The values of a JSON, CSV, ADX or DXF file; ``named`` are id schemes under the names DHIS2 has for them.

    What a file says itself goes before ``named``. Refused when it is too large, another XML, or unreadable.
    """
    _bounded(content)
    begins = _begins(content)
    if begins == b"{":
        return read_json(content, named)
    if begins != b"<":
        return read_csv(content, named)
    root = root_name(content)
    if root == "adx":
        return read_adx(content, named)
    if root == "dataValueSet":
        return read_xml(content, named)
    raise unreadable(
        _("Its root is <%s>: neither ADX nor a dataValueSet.") % root, _("Export it as JSON, CSV or ADX.")
    )


def _begins(content: bytes) -> bytes:
    return content[:64].lstrip(_BLANK)[:1]


def _bounded(content: bytes) -> None:
    if len(content) > LARGEST:
        raise unreadable(_("The file is larger than 64 MB."), _("Split it by year or by unit."))
