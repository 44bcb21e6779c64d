"""Every kind of break is found, once, and a sound chain has none."""

from __future__ import annotations

from datetime import date

from cast import TODAY
from luoshi.indicators.models import FormItem, Indicator
from luoshi.org.models import Post, Tenure, UnitName
from luoshi.targets.actions.assign_owner import assign_owner
from luoshi.targets.broken_chain import broken_links
from luoshi.targets.models import Target
from steering import SET_ON, Steering


def breaks(steering: Steering) -> list[tuple[str, str]]:
    return [
        (link.kind.value, link.target.unit.code)
        for link in broken_links(steering.district.standing("inspector"), steering.board())
    ]


def answered(steering: Steering) -> Target:
    """A root with four parts, a post for each."""
    root = steering.root()
    parts = steering.split(root)
    office = steering.district.standing("supervisor", SET_ON, 11)
    for unit in ("QH-S1", "QH-S2", "QH-T3"):
        Post.objects.filter(unit__code=unit).update(role="principal")
    for code, target in {"QH": root, **parts}.items():
        post = Post.objects.filter(unit__code=code).order_by("order").first()
        assert post is not None
        assign_owner(office, target, post)
    return root


def test_a_sound_chain_has_no_break(steering: Steering) -> None:
    answered(steering)
    assert breaks(steering) == []


def test_a_target_without_parts_and_without_posts(steering: Steering) -> None:
    steering.root()
    assert breaks(steering) == [("not_handed_down", "QH"), ("no_owner", "QH")]


def test_a_post_that_nobody_holds(steering: Steering) -> None:
    answered(steering)
    Tenure.objects.filter(post__unit__code="QH-T3").update(valid_to=date(2015, 3, 1))
    assert breaks(steering) == [("post_vacant", "QH-T3")]


def test_a_dissolved_unit_is_called_by_its_last_name(steering: Steering) -> None:
    answered(steering)
    UnitName.objects.filter(unit__code="QH-T3").update(valid_to=date(2015, 5, 1))
    assert breaks(steering) == [("unit_dissolved", "QH-T3")]
    link = broken_links(steering.district.standing("inspector"), steering.board())[0]
    assert (link.unit, link.unit_en, link.position) == ("沙河镇", "Shahe Town", None)


def test_a_part_of_a_target_that_was_changed(steering: Steering) -> None:
    root = answered(steering)
    root.refresh_from_db()
    part = Target.objects.get(unit__code="QH-T3", superseded_at=None)
    Target.objects.filter(pk=root.pk).update(superseded_at=steering.district.standing("admin", TODAY).at)
    assert ("parent_superseded", part.unit.code) in breaks(steering)
    fields = {f.attname: getattr(root, f.attname) for f in Target._meta.concrete_fields if not f.primary_key}
    new = Target.objects.create(**{**fields, "superseded_at": None})
    assert breaks(steering) == []
    new.level = new.level + 1 if new.level is not None else None
    new.save()
    assert [kind for kind, _unit in breaks(steering)] == ["parent_superseded"] * 4


def test_an_indicator_that_no_form_asks_for_and_nobody_verifies(steering: Steering) -> None:
    answered(steering)
    FormItem.objects.filter(indicator__code="invest").delete()
    Indicator.objects.filter(code="invest").update(data_owner=None)
    # Nobody files it any more, so that nobody stands for the district either.
    assert [b for b in breaks(steering) if b[0].startswith("no_")] == [
        ("no_form", "QH"),
        ("no_data_owner", "QH"),
    ]


def test_a_unit_of_which_no_form_asks_it(steering: Steering) -> None:
    answered(steering)
    unit = steering.district.unit("QH-T3")
    unit.form_duties.all().delete()
    assert ("not_asked", "QH-T3") in breaks(steering)
