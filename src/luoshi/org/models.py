"""Units, posts and people. Everything that can change carries the dates between which it held."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.identity.models import Account
from luoshi.ledger.models import Recorded


class UnitKind(models.TextChoices):
    """What kind of unit (单位类别)."""

    PROVINCE = "province", _("Province")
    PREFECTURE = "prefecture", _("Prefecture")
    # As a room of the product the same English word is 全区.
    DISTRICT = "district", pgettext_lazy("kind of unit", "District")
    DEPARTMENT = "department", _("Department")
    SUBDISTRICT = "subdistrict", _("Subdistrict")
    TOWN = "town", _("Town")
    TOWNSHIP = "township", _("Township")
    ZONE = "zone", _("Development zone")
    VILLAGE = "village", _("Village")
    COMMUNITY = "community", _("Community")
    GRID = "grid", _("Grid")


class Relation(models.TextChoices):
    """A place lies somewhere and is managed by somebody; the two may differ (所在地 / 管理归属)."""

    LOCATED_IN = "located_in", _("located in")
    MANAGED_BY = "managed_by", _("managed by")


class Role(models.TextChoices):
    """What a post is for (岗位职责). Rights follow from the role and the unit, never from the person."""

    LEADER = "leader", _("District leader")
    SUPERVISION_OFFICE = "supervision_office", _("Target and supervision office")
    ASSESSMENT_OFFICE = "assessment_office", _("Assessment office")
    PRINCIPAL = "principal", _("Principal")
    DEPUTY = "deputy", _("Deputy")
    LIAISON = "liaison", _("Liaison")
    STATISTICS_OWNER = "statistics_owner", _("Statistics owner")
    DISCIPLINE = "discipline", _("Discipline inspection")
    DEPUTIES_OVERSEER = "deputies_overseer", _("Overseer from the People's Congress")
    VILLAGE_CADRE = "village_cadre", _("Village cadre")
    GRID_WORKER = "grid_worker", _("Grid worker")
    ADMINISTRATOR = "administrator", _("Administrator")


class Dated(Recorded):
    """Holds from ``valid_from`` up to, not including, ``valid_to``; an open end is None."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_dates",
            )
        ]


class Unit(Recorded):
    """A place in the district with posts and people (单位). Its names, places and groups are dated."""

    master = True

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=UnitKind)
    order = models.PositiveIntegerField(help_text="Official order; units are never sorted by name.")
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.code


class UnitName(Dated):
    """What the unit is called, and when (名称)."""

    master = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name


class Placement(Dated):
    """Where a unit lies or who manages it, and when (隶属)."""

    master = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placed")
    relation = models.CharField(max_length=12, choices=Relation)

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["relation", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.relation} {self.parent}"


class PeerGroup(Recorded):
    """Units that are compared with each other (考核组): streets, towns, townships, departments."""

    master = True

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class PeerMembership(Dated):
    """A unit's peer group, and when."""

    master = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="peer_memberships")
    group = models.ForeignKey(PeerGroup, on_delete=models.PROTECT, related_name="memberships")

    def __str__(self) -> str:
        return f"{self.unit} in {self.group}"


class Person(Recorded):
    """An official (干部). The product knows nothing of citizens."""

    master = True

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    account = models.OneToOneField(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="person"
    )
    simulated = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Post(Recorded):
    """A position in a unit (岗位). Duties attach to posts; people come and go."""

    master = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=24, choices=Role)
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=100, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["unit__order", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class Tenure(Dated):
    """Who holds a post, and when (任期)."""

    master = True

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tenures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenures")

    def __str__(self) -> str:
        return f"{self.person} as {self.post}"
