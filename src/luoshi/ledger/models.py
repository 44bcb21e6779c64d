"""The tables of the ledger, and the base of every table whose rows it vouches for."""

from __future__ import annotations

from collections.abc import Set
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Recorded(models.Model):
    """A table whose every write is vouched for by a ledger entry in the same transaction.

    The entry stores a digest of each row it wrote; verification compares the last digest with the row
    as it stands, so a row that was changed, added or removed behind the product's back is named.
    A table with ``append_only`` is also guarded by the database (see the migration step of that name).
    ``later_fields`` names the columns that came after the table: left out of the digest while they hold their
    default, so that rows written before them still agree with what was vouched.
    A table of ``master`` data is read by nearly every request and seldom written; :mod:`luoshi.ledger.master` keeps it.
    """

    append_only: ClassVar[bool] = False
    master: ClassVar[bool] = False
    later_fields: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    @classmethod
    def not_yet_vouched(cls) -> Set[int]:
        """Keys of the rows that need no entry yet, because the act that vouches for them is still to come."""
        return frozenset()


class Chain(models.Model):
    """One chain of entries (链): a unit's own, so that writers of different units do not queue behind one another."""

    key = models.CharField(max_length=40, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.key} ({self.length})"


class Entry(models.Model):
    """What was done, by whom, in which post, on whose order (台账记录). Never changed, never deleted."""

    append_only: ClassVar[bool] = True

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveBigIntegerField()
    at = models.DateTimeField(_("business time"))
    written_at = models.DateTimeField(_("clock time"))
    account_id = models.BigIntegerField(null=True)
    # Names are kept as text: the entry must be readable after a person has left.
    actor = models.CharField(max_length=80)
    post = models.CharField(max_length=160, blank=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="ledger_entry_position")]
        indexes = [models.Index(fields=["at"]), models.Index(fields=["verb"])]

    def __str__(self) -> str:
        return f"{self.chain.key}#{self.position} {self.verb}"


class Seal(models.Model):
    """A Merkle checkpoint over the heads of all chains (封存); its root goes to the overseers."""

    append_only: ClassVar[bool] = True

    at = models.DateTimeField()
    heads = models.JSONField()
    root = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.root[:12]}"


class Verification(models.Model):
    """The outcome of checking the ledger (核验结果): what was read, and whatever did not hold."""

    at = models.DateTimeField(_("business time"))
    actor = models.CharField(max_length=80)
    entries = models.PositiveBigIntegerField()
    chains = models.PositiveIntegerField()
    rows = models.PositiveBigIntegerField()
    seals = models.PositiveIntegerField()
    findings = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {len(self.findings)}"


class MasterEdition(models.Model):
    """One row that names the state of all master data (主数据版本); triggers of the database renew it."""

    edition = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.edition
