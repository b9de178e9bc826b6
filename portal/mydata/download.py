"""My file as data. What it holds is described by `file.schema.json`, which is public and carries the version."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from eligibility.awards import api as awards
from eligibility.facts import api as facts
from eligibility.facts.api import FactSheet
from portal.mydata.file import File, legal_basis, used_for

FORMAT: Final = 1
_SCHEMA: Final = Path(__file__).with_name("file.schema.json")


@cache
def schema_text() -> str:
    return _SCHEMA.read_text(encoding="utf-8")


def as_json(file: File, *, label: str, schema: str) -> dict[str, Any]:
    return {
        "$schema": schema,
        "format": FORMAT,
        "about": label,
        "as_of": file.on.isoformat(),
        "made_at": timezone.localtime(file.at).isoformat(timespec="seconds"),
        "legal_basis": legal_basis(),
        "registers": [_register(file, name) for name in dict.fromkeys(sheet.dataset for sheet in file.sheets)],
        "conclusions": [_conclusion(one) for one in file.labels],
    }


def _register(file: File, dataset: str) -> dict[str, Any]:
    described = facts.descriptor(dataset)
    return {
        "dataset": dataset,
        "titles": dict(described.titles),
        "body": described.body,
        "body_name": file.body_names[described.body],
        "used_for": used_for(dataset),
        "fields": [
            {"name": one.name, "titles": dict(one.titles), "type": one.type.value, "unit": one.unit}
            for one in described.stored
        ],
        "entries": [_entry(sheet) for sheet in file.sheets if sheet.dataset == dataset],
    }


def _entry(sheet: FactSheet) -> dict[str, Any]:
    return {
        "id": str(sheet.record),
        "recorded": sheet.recorded.isoformat(),
        "valid_from": sheet.valid_from.isoformat() if sheet.valid_from else None,
        "valid_to": sheet.valid_to.isoformat() if sheet.valid_to else None,
        # Numbers as text: 0.1 of a yuan must not become a binary fraction on the way.
        "values": {line.field: _plain(line.data) for line in sheet.lines},
    }


def _plain(value: object) -> str | bool | None:
    return value if value is None or isinstance(value, bool) else str(value)


def _conclusion(label: awards.Label) -> dict[str, Any]:
    condition = label.condition
    return {
        "name": condition.decision,
        "titles": dict(condition.titles),
        "result": condition.result,
        "value": _plain(condition.value),
        "policy": label.policy,
        "version": label.version,
        "model_sha256": label.model,
        "decided_at": timezone.localtime(label.decided_at).isoformat(timespec="seconds"),
    }
