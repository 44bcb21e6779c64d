"""Whose hands a figure went through (经手人): who reported, verified, visited or settled it, in any of its versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

# `line`: each observation asked about beside itself and the versions before it.
_HANDS = """
WITH RECURSIVE line (asked, version) AS (
    SELECT id, id FROM indicators_observation WHERE id IN ({asked})
    UNION ALL
    SELECT line.asked, earlier.supersedes_id
    FROM line JOIN indicators_observation AS earlier ON earlier.id = line.version
    WHERE earlier.supersedes_id IS NOT NULL
), claim (asked, id) AS (
    SELECT line.asked, found.id FROM line JOIN indicators_claim AS found ON found.observation_id = line.version
)
SELECT line.asked, it.reported_by_id FROM line JOIN indicators_observation AS it ON it.id = line.version
UNION SELECT line.asked, it.by_id FROM line JOIN indicators_verdict AS it ON it.observation_id = line.version
UNION SELECT claim.asked, it.by_id FROM claim JOIN indicators_visit AS it ON it.claim_id = claim.id
UNION SELECT claim.asked, it.by_id FROM claim JOIN indicators_settlement AS it ON it.claim_id = claim.id
UNION SELECT line.asked, it.by_id FROM line JOIN indicators_settlement AS it ON it.haircut_id = line.version
"""


def hands_on(observations: Iterable[int]) -> dict[int, set[int]]:
    """Keys of the persons who had to do with each of these observations (keys), or with a version before it; one query."""
    asked = sorted(set(observations))
    hands = defaultdict[int, set[int]](set)
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(_HANDS.format(asked=", ".join(["%s"] * len(asked))), asked)
            for observation, person in cursor.fetchall():
                if person is not None:
                    hands[observation].add(person)
    return hands
