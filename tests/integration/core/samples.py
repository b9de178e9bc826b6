"""A table like those of the rooms above, for what the core does to any of them."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection, models

from portal.database.roles import APP, OWNER
from services.core.audit.api import Actor, ActorKind
from services.core.crypto.api import EncryptedTextField
from services.core.languages.api import TextsField
from services.core.money.api import MoneyField
from services.core.transitions.api import Transition, TransitionTable
from tests import databases

CLERK = Actor(ActorKind.USER, "clerk-1", person=uuid.UUID(int=1))
BANK = Actor(ActorKind.BANK, "bank")


class SampleState(models.TextChoices):
    OFFERED = "offered", "Offered"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"


class Sample(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    state = models.CharField(max_length=20, choices=SampleState.choices, default=SampleState.OFFERED)
    secret = EncryptedTextField(null=True)
    other_secret = EncryptedTextField(null=True)
    amount = MoneyField(null=True)
    titles = TextsField(default=dict)

    class Meta:
        app_label = "samples"

    def __str__(self) -> str:
        return str(self.pk)


def _too_dear(sample: Sample, _actor: Actor) -> str | None:
    return "Too dear." if sample.amount is not None and sample.amount.minor > 100 else None


TABLE = TransitionTable(
    "samples.sample",
    SampleState,
    SampleState.OFFERED,
    [
        Transition(
            name="confirmed",
            sources=frozenset({SampleState.OFFERED}),
            target=SampleState.CONFIRMED,
            actors=frozenset({ActorKind.USER}),
            guard=_too_dear,
            topic="samples.sample.confirmed",
        ),
        Transition(
            name="declined",
            sources=frozenset({SampleState.OFFERED, SampleState.CONFIRMED}),
            target=SampleState.DECLINED,
            actors=frozenset({ActorKind.USER, ActorKind.SYSTEM}),
        ),
    ],
)

_TABLE = f"""
    CREATE TABLE samples_sample (
        id uuid PRIMARY KEY, state varchar(20) NOT NULL, secret bytea, other_secret bytea, amount bigint,
        titles jsonb NOT NULL
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON samples_sample TO {APP};
"""


@contextmanager
def owner() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """The owner's own connection to the database that the test works in: what an insider could do."""
    with databases.server() as server:
        url = server.url(OWNER, str(connection.settings_dict["NAME"]))
        with psycopg.connect(url, autocommit=True) as session:
            yield session


def make_table() -> None:
    with owner() as session:
        session.execute(_TABLE)
