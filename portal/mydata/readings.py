"""Who read my data, in words: a body, a clerk, an automatic check, or oneself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import overload
from uuid import UUID

from django.utils.translation import gettext as _

from eligibility.facts import api as facts
from eligibility.policies import api as policies
from services.bodies.api import body_names
from services.core.access.api import Reading, Wanted, count_entries_for, entries_for
from services.core.audit.api import ActorKind
from services.core.components.api import Entry, Tone
from services.core.languages.api import in_language
from services.identity import api as identity


class ReadingsOf(Sequence[Entry]):
    """A subject's readings, newest first, as a paginator wants them: counted once, fetched a page at a time."""

    def __init__(self, subject: UUID, wanted: Wanted, *, reader: UUID, on: date) -> None:
        self._subject, self._wanted, self._reader, self._on = subject, wanted, reader, on

    def __len__(self) -> int:
        return count_entries_for(self._subject, self._wanted)

    @overload
    def __getitem__(self, wanted: int) -> Entry: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[Entry]: ...
    def __getitem__(self, wanted: int | slice) -> Entry | list[Entry]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        start, stop = wanted.start or 0, wanted.stop or 0
        found = entries_for(self._subject, self._wanted, offset=start, limit=stop - start)
        return _Words(found, reader=self._reader, on=self._on).entries()


class _Words:
    """Names of the people and bodies on one page, looked up together."""

    def __init__(self, readings: Sequence[Reading], *, reader: UUID, on: date) -> None:
        self._readings, self._reader = readings, reader
        people = {one.actor.person for one in readings if one.actor.person is not None}
        self._people = identity.masked_labels(people) if people else {}
        bodies = {one.actor.id for one in readings if one.actor.kind is ActorKind.BODY}
        self._bodies = body_names(bodies, on) if bodies else {}

    def entries(self) -> list[Entry]:
        return [self._entry(one) for one in self._readings]

    def _entry(self, reading: Reading) -> Entry:
        more = [_("Purpose: %(purpose)s") % {"purpose": reading.purpose_label}]
        if reading.policy in policies.rulebook().policies:
            title = in_language(policies.policy(reading.policy).titles)
            more.append(_("Benefit: %(title)s") % {"title": title})
        return Entry(
            who=self._who(reading),
            when=reading.at,
            what=_list([_dataset(name) for name in reading.datasets]),
            more=more,
            tag=_("Everybody was looked at") if reading.of_everybody else "",
            tone=Tone.NEUTRAL,
        )

    def _who(self, reading: Reading) -> str:
        actor = reading.actor
        if actor.kind is ActorKind.BODY:
            return self._bodies[actor.id]
        if actor.kind is ActorKind.BANK:
            return _("The bank")
        if actor.person is None:
            return _("An automatic check of the portal")
        if actor.person == self._reader:
            return _("You")
        return self._people[actor.person]


def _dataset(name: str) -> str:
    known = facts.descriptors().get(name)
    return in_language(known.titles) if known else name


def _list(names: Sequence[str]) -> str:
    return _(", ").join(names)
