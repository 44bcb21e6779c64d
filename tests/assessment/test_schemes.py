"""Every change of a scheme is a new version; it must fit the district."""

from __future__ import annotations

import pytest

from assessing import SCHEME, Assessment, changed
from luoshi.assessment.models import Scheme, SchemeState
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify


def test_a_change_is_a_new_version_and_the_old_one_stays(assessment: Assessment) -> None:
    first = assessment.adopt()
    second = assessment.adopt(changed("weight: 40", "weight: 35"))
    assert (first.version, second.version) == (1, 2)
    assert Scheme.objects.get(pk=first.pk).source == SCHEME
    assert verify().holds


def test_the_same_text_is_not_taken_twice(assessment: Assessment) -> None:
    assessment.adopt()
    with pytest.raises(Refused):
        assessment.adopt()
    assert Scheme.objects.count() == 1


def test_unknown_indicators_and_groups_are_named(assessment: Assessment) -> None:
    source = changed("indicator: invest", "indicator: happiness").replace("departments]", "cities]")
    with pytest.raises(Refused) as refused:
        assessment.adopt(source)
    assert [str(p.where) for p in refused.value.problems] == ["groups[2]", "happiness"]
    assert not Scheme.objects.exists()


def test_a_scheme_is_published_once(assessment: Assessment) -> None:
    scheme = assessment.scheme()
    assert scheme.state == SchemeState.PUBLISHED
    with pytest.raises(Refused):
        assessment.publish(scheme)
