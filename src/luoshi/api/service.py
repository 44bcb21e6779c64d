"""All operations together, described as OpenAPI."""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from luoshi.api.exact import ExactParser
from luoshi.api.operations import (
    catalogue,
    data_value_sets,
    findings,
    health,
    observations,
    receipts,
    rounds,
    sheets,
    targets,
    units,
)
from luoshi.api.problems import handle_problems

DESCRIPTION = (
    "Figures, targets and reports of a district for other programs. A key acts for a person in the posts held in one "
    "unit; what the person may not see or do, the key may not either. A write needs an Idempotency-Key. Numbers come "
    "as decimal text; null is missing. The guide is docs/guide/api.en.md."
)


class Readable(JSONRenderer):
    """Chinese as it is written, in place of escapes that are twice as long."""

    json_dumps_params = {"ensure_ascii": False}


# No page of documentation is served: it would load scripts from elsewhere, which the content policy blocks.
api = NinjaAPI(
    title="Luoshi",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    parser=ExactParser(),
    renderer=Readable(),
    urls_namespace="api",
)
handle_problems(api)
for room in (
    health,
    units,
    catalogue,
    rounds,
    sheets,
    receipts,
    observations,
    targets,
    findings,
    data_value_sets,
):
    api.add_router("", room.router)
