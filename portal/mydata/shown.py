"""My file in the parts that a page and a sheet of paper show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from eligibility.awards import api as awards
from eligibility.facts.api import FactSheet
from eligibility.policies import api as policies
from portal.mydata.file import File, Register
from services.core.components.api import Action, Fact, Source, Tone, long_day, plain_value
from services.core.languages.api import in_language

_AT_ONCE = 2  # entries of a register shown before the rest is folded away


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry: its facts, since when and until when it holds, when it was recorded, and a way to dispute it."""

    facts: Sequence[Fact]
    holds: str
    recorded: str
    wrong: Action


@dataclass(frozen=True, slots=True)
class ShownRegister:
    title: str
    used_for: str
    entries: Sequence[ShownEntry]
    older: Sequence[ShownEntry]
    older_title: str


@dataclass(frozen=True, slots=True)
class ShownBody:
    code: str
    name: str
    registers: Sequence[ShownRegister]


@dataclass(frozen=True, slots=True)
class ShownLabel:
    title: str
    result: str
    tone: Tone
    model: str
    decided: str


def page_of(file: File) -> dict[str, Any]:
    return {
        "bodies": [ShownBody(body.code, body.name, [_register(one) for one in body.registers]) for body in file.bodies],
        "labels": [_label(one) for one in file.labels],
        "at": file.at,
    }


def _register(register: Register) -> ShownRegister:
    entries = [_entry(sheet) for sheet in register.sheets]
    older = entries[_AT_ONCE:]
    words = {"benefits": _(", ").join(register.used_for)}
    return ShownRegister(
        title=register.title,
        used_for=_("Read to work out: %(benefits)s.") % words if register.used_for else _("No benefit reads it."),
        entries=entries[:_AT_ONCE],
        older=older,
        older_title=_("%(count)s older entries") % {"count": len(older)},
    )


def _entry(sheet: FactSheet) -> ShownEntry:
    return ShownEntry(
        facts=[Fact(label=line.label, value=line.value) for line in sheet.lines],
        holds=_holds(sheet),
        recorded=_("recorded %(day)s") % {"day": long_day(sheet.recorded)},
        wrong=Action(
            _("Something here is wrong"),
            reverse("access:wrong", args=[sheet.dataset, sheet.record]),
            hidden=sheet.title,
        ),
    )


def _holds(sheet: FactSheet) -> str:
    words = {
        "start": long_day(sheet.valid_from) if sheet.valid_from else "",
        "end": long_day(sheet.valid_to) if sheet.valid_to else "",
    }
    if sheet.valid_from and sheet.valid_to:
        return _("held from %(start)s to %(end)s") % words
    if sheet.valid_from:
        return _("holds since %(start)s") % words
    return _("held until %(end)s") % words if sheet.valid_to else ""


def _label(label: awards.Label) -> ShownLabel:
    condition = label.condition
    result, tone = {
        "pass": (_("Yes"), Tone.SUCCESS),
        "fail": (_("No"), Tone.NEUTRAL),
        "unknown": (_("Not known yet"), Tone.WARNING),
    }.get(condition.result, (plain_value(condition.value), Tone.NEUTRAL))
    known = policies.rulebook().policies.get(label.policy)
    words = {
        "benefit": in_language(known.titles) if known else label.policy,
        "version": label.version,
        "digest": label.model[:8],
    }
    return ShownLabel(
        title=in_language(condition.titles),
        result=result,
        tone=tone,
        model=_("%(benefit)s, version %(version)s (%(digest)s)") % words,
        decided=long_day(label.decided_at),
    )


def sheet_named(file: File, dataset: str, record: UUID) -> FactSheet | None:
    """An entry of this file; whatever else there is does not exist."""
    return next((one for one in file.sheets if (one.dataset, one.record) == (dataset, record)), None)


def disputable(file: File, sheet: FactSheet) -> list[tuple[str, Fact]]:
    """The facts of an entry, each to be picked by its field."""
    source = Source(file.body_names[sheet.body], sheet.title, sheet.recorded)
    return [(line.field, Fact(line.label, line.value, source)) for line in sheet.lines]
