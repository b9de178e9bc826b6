"""What the registers know about who asks. Each look is written down for them, with the calculator as its purpose."""

from __future__ import annotations

from datetime import datetime

from eligibility.engine.api import Record
from eligibility.facts import api as facts
from eligibility.matching.api import note_reached
from portal.calculator.world import World
from services.core.access.api import Purpose, reading
from services.core.audit.api import Actor
from services.core.routes.api import Acting


def known_of(acting: Acting, world: World, *, actor: Actor, at: datetime) -> Record | None:
    """The row of the subject with all that the policies read of it; None where no register has one."""
    paths = world.own_paths
    if not paths:
        return None
    datasets = sorted(facts.datasets_of(world.me, paths))
    with reading(actor=actor, at=at, purpose=Purpose.WHAT_IF, datasets=datasets, subjects=[acting.subject]):
        rows = list(facts.gather(unit=world.me, paths=paths, valid_on=at.date(), subjects=[acting.subject]))
        named = [acting.subject]
        note_reached(rows, paths=paths, named=named, purpose=Purpose.WHAT_IF, policy="", actor=actor, at=at)
    return next(iter(rows), None)
