"""Draw the credited values of a month that are looked back at (回头看抽样)."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.look_back_models import Chosen, Claim, LookBack
from luoshi.indicators.look_backs import OF_THE_LEDGER, credited, key_of, risks
from luoshi.indicators.policies import acting_person, may_draw
from luoshi.indicators.queries import district_code
from luoshi.kernel.sampling import draw
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.seal import root
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period

DECIMALS = 4
LONGEST_SEED = 100


@transaction.atomic
def draw_look_back(
    standing: Standing,
    period: str,
    random: int,
    by_risk: int,
    *,
    seed: str = "",
    indicators: Collection[str] | None = None,
) -> LookBack:
    """Draw ``random`` verified values of the month by lot and ``by_risk`` more with chances by their risk.

    ``indicators`` (codes) narrows what is drawn from; values drawn before are not drawn again. The seed is what
    was drawn in public, in words, else SHA-256 of "root|nonce": the ledger's root at the moment, and a number that
    did not exist before. Refused for anything but a month, sizes that are not positive together, a seed that is too
    long or looks like one of the ledger, and when nothing is left to draw.
    """
    require(may_draw(standing))
    where = Period.containing(standing.today).code
    try:
        month = Period.of_months(period)
    except ValueError:
        month = None
    if month is None or month.first_month != month.last_month:
        raise Refused(
            Problem(
                period, _("“%s” is not a month.") % period, _("Write it like this: %s.") % where, "period"
            )
        )
    if len(seed.strip()) > LONGEST_SEED or OF_THE_LEDGER.fullmatch(seed.strip()):
        raise Refused(
            Problem(
                period,
                _("This is not a number drawn in public."),
                _("Write the number and where it was drawn in at most %d characters, or leave it empty.")
                % LONGEST_SEED,
                "seed",
            )
        )
    if min(random, by_risk) < 0 or random + by_risk < 1:
        raise Refused(Problem(period, _("The sample is empty."), _("Draw at least one value."), "random"))
    values = [o for o in credited(month, standing.at) if indicators is None or o.indicator.code in indicators]
    if not values:
        drawn_before = Claim.objects.filter(look_back__period=month.code).exists()
        raise Refused(
            Problem(
                period,
                _("Every verified value of this month was drawn before.")
                if drawn_before
                else _("No value of this month is verified yet."),
                _("Wait until values are verified, or choose another month."),
                "period",
            )
        )
    # More than there are is all of them: on record stands what was drawn.
    random = min(random, len(values))
    by_risk = min(by_risk, len(values) - random)
    population = {key: f"{weight:.{DECIMALS}f}" for key, weight in risks(values, month).items()}
    stated = seed.strip()
    chosen_seed, nonce = (stated, "") if stated else _unforeseeable()
    by_key = {key_of(o): o for o in values}
    weights = {key: float(weight) for key, weight in population.items()}
    drawn = draw(chosen_seed, list(by_key), weights, random, by_risk)
    look_back = LookBack.objects.create(
        period=month.code,
        at=standing.at,
        by_id=acting_person(standing),
        seed=chosen_seed,
        random_size=random,
        risk_size=by_risk,
        population=population,
    )
    ways = [(key, Chosen.RANDOM) for key in drawn.random] + [(key, Chosen.RISK) for key in drawn.by_risk]
    claims = Claim.objects.bulk_create(
        [
            Claim(look_back=look_back, observation=by_key[key], chosen=way, order=order)
            for order, (key, way) in enumerate(ways, start=1)
        ]
    )
    record(
        standing.signature(),
        "indicators.draw_look_back",
        chain=district_code(),
        subject=month.code,
        rows=[look_back, *claims],
        detail={
            "seed": chosen_seed,
            "seed_by": "public draw" if stated else "ledger",
            "nonce": nonce,
            "population": len(population),
            "random": random,
            "by_risk": by_risk,
        },
    )
    return look_back


def _unforeseeable() -> tuple[str, str]:
    """A seed, and the nonce it was made with: by the root alone, who draws could try until the sample pleases."""
    nonce = token_hex(16)
    return sha256(f"{root()}|{nonce}".encode()).hexdigest(), nonce
