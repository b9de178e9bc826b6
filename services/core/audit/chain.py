"""The hash chain over the audit log: sealing and verifying."""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import Final

from django.db import connection, transaction

from services.core.audit.models import AuditEntry, AuditPending, AuditSeal

logger = logging.getLogger(__name__)

GENESIS: Final = bytes(32)
_CHUNK: Final = 5000
# One sealer at a time; the number only has to differ from our other advisory locks.
_LOCK: Final = 0x61756469745F7365


@dataclass(frozen=True, slots=True)
class Head:
    """The last link. Kept outside the database it proves the whole log up to it."""

    position: int
    chain_hash: bytes

    def __str__(self) -> str:
        return f"{self.position}:{self.chain_hash.hex()}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        position, _colon, digest = text.partition(":")
        head = cls(int(position), bytes.fromhex(digest))
        if len(head.chain_hash) != len(GENESIS):
            message = "A link's hash has 32 bytes."
            raise ValueError(message)
        return head


class Fault(StrEnum):
    CHANGED = "changed"
    REMOVED = "removed"
    LINK_MISSING = "link missing"
    NEVER_SEALED = "never sealed"
    ANCHOR_DIFFERS = "anchor differs"


@dataclass(frozen=True, slots=True)
class BadRow:
    fault: Fault
    position: int | None
    entry_id: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    head: Head
    waiting: int
    bad: BadRow | None


def entry_digest(entry: AuditEntry, previous: bytes) -> bytes:
    """SHA-256 of the link before and of everything in the row as the database gives it back."""
    row = [
        entry.pk,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_kind,
        entry.actor_id,
        str(entry.actor_person or ""),
        str(entry.on_behalf_of or ""),
        entry.action,
        entry.object_type,
        entry.object_id,
        entry.data,
    ]
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


def seal_pending(*, chunk: int = _CHUNK) -> int:
    """Chain every committed entry that has no seal yet; gives how many. Logs the new head, to be kept elsewhere."""
    sealed = 0
    while count := _seal_chunk(chunk):
        sealed += count
    if sealed:
        logger.info("audit.sealed", extra={"entries": sealed, "head": str(head())})
    return sealed


def head() -> Head:
    last = AuditSeal.objects.order_by("-position").first()
    return Head(0, GENESIS) if last is None else Head(last.position, bytes(last.chain_hash))


def verify(anchor: Head | None = None) -> Verdict:
    """Walk the chain from its beginning. Finds the first bad row, or none."""
    current = Head(0, GENESIS)
    bad: BadRow | None = None
    for seal, entry in _links():
        bad = _broken(current, seal, entry) or _off_anchor(anchor, seal)
        if bad:
            break
        current = Head(seal.position, bytes(seal.chain_hash))
    if bad is None:
        bad = _cut_off(anchor, current) or _never_sealed()
    return Verdict(current, AuditPending.objects.count(), bad)


def _seal_chunk(size: int) -> int:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        entries = list(AuditEntry.objects.filter(pending__isnull=False).order_by("pk")[:size])
        position, previous = (last := head()).position, last.chain_hash
        seals = []
        for entry in entries:
            position, previous = position + 1, entry_digest(entry, previous)
            seals.append(AuditSeal(position=position, entry=entry, chain_hash=previous))
        AuditSeal.objects.bulk_create(seals)
        AuditPending.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
    return len(entries)


def _links() -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    """Seals in order with their entries, in chunks: the log is longer than memory."""
    position = 0
    while seals := list(AuditSeal.objects.filter(position__gt=position).order_by("position")[:_CHUNK]):
        entries = AuditEntry.objects.in_bulk([seal.entry_id for seal in seals])
        for seal in seals:
            yield seal, entries.get(seal.entry_id)
        position = seals[-1].position


def _broken(current: Head, seal: AuditSeal, entry: AuditEntry | None) -> BadRow | None:
    if seal.position != current.position + 1:
        return BadRow(Fault.LINK_MISSING, current.position + 1, None)
    if entry is None:
        return BadRow(Fault.REMOVED, seal.position, seal.entry_id)
    if entry_digest(entry, current.chain_hash) != bytes(seal.chain_hash):
        return BadRow(Fault.CHANGED, seal.position, entry.pk)
    return None


def _off_anchor(anchor: Head | None, seal: AuditSeal) -> BadRow | None:
    """Whoever owns the database can recompute every link; the hash that was kept elsewhere gives them away."""
    if anchor and anchor.position == seal.position and anchor.chain_hash != bytes(seal.chain_hash):
        return BadRow(Fault.ANCHOR_DIFFERS, seal.position, seal.entry_id)
    return None


def _cut_off(anchor: Head | None, current: Head) -> BadRow | None:
    if anchor and anchor.position > current.position:
        return BadRow(Fault.LINK_MISSING, current.position + 1, None)
    return None


def _never_sealed() -> BadRow | None:
    """An entry that is neither sealed nor waiting: somebody took it out of the queue."""
    lost = AuditEntry.objects.filter(seal__isnull=True, pending__isnull=True).order_by("pk").first()
    return None if lost is None else BadRow(Fault.NEVER_SEALED, None, lost.pk)
