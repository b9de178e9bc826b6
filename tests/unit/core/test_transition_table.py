"""A lifecycle is one table; a table that makes no sense is not built."""

import pytest
from django.db import models

from services.core.audit.api import ActorKind
from services.core.transitions.api import Transition, TransitionTable


class Door(models.TextChoices):
    OPEN = "open", "Open"
    SHUT = "shut", "Shut"
    LOCKED = "locked", "Locked"


ANYBODY = frozenset(ActorKind)


def step(name: str, target: str, *sources: str) -> Transition:
    return Transition(name=name, sources=frozenset(sources), target=target, actors=ANYBODY)


SHUT = step("shut", Door.SHUT, Door.OPEN, Door.LOCKED)
LOCKED = step("locked", Door.LOCKED, Door.SHUT)
OPENED = step("opened", Door.OPEN, Door.SHUT)


def test_it_knows_every_allowed_pair() -> None:
    table = TransitionTable("door", Door, Door.OPEN, [SHUT, LOCKED, OPENED])
    assert table.pairs() == {("open", "shut"), ("locked", "shut"), ("shut", "locked"), ("shut", "opened")}
    assert set(table.allowed(Door.SHUT)) == {LOCKED, OPENED}
    assert table.allowed("nowhere") == ()
    assert table.names() == {"shut", "locked", "opened"}
    assert list(table) == [SHUT, LOCKED, OPENED]
    assert table.get("shut") is SHUT


@pytest.mark.parametrize(
    ("initial", "transitions", "wrong"),
    [
        (Door.OPEN, [SHUT, LOCKED, step("broken", "in pieces", Door.OPEN)], "in pieces"),
        (Door.OPEN, [SHUT, LOCKED, step("found", Door.OPEN, "lost")], "lost"),
        ("ajar", [SHUT, LOCKED, OPENED], "ajar"),
        (Door.OPEN, [SHUT, LOCKED, SHUT], "shut"),
        (Door.OPEN, [SHUT], "locked"),
    ],
)
def test_a_table_with_a_hole_is_refused(initial: str, transitions: list[Transition], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        TransitionTable("door", Door, initial, transitions)
