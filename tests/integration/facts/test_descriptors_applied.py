"""Tables follow their descriptors: idempotent, adding, never dropping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import pytest
from django.db import IntegrityError, connection

from eligibility.facts.ddl import DescriptorConflict, apply_descriptors
from eligibility.facts.descriptors import Descriptor, Field, FieldType, descriptor, parse
from services.core.access.api import writing
from tests import databases
from tests.integration.facts.conftest import Load, stored
from tests.unit.facts.deliveries import golden

HIRE = """
dataset: hire
titles: {zh-hans: 招用, en: Hires}
body: hrss
key: [hire_no]
subject: employer
fields:
  - {name: hire_no, type: string, required: true, max_length: 10, titles: {zh-hans: 编号, en: Number}}
  - {name: employer, type: string, references: [enterprise], required: true, titles: {zh-hans: 单位, en: Employer}}
"""


@pytest.fixture
def owner(committed_db: str) -> Iterator[None]:
    """Work as the owner of the tables, as migrate does."""
    name = urlsplit(committed_db).path.lstrip("/")
    with databases.server() as server:
        connection.close()
        configured = dj_database_url.parse(server.url(databases.OWNER, name))
        connection.settings_dict.update({key: configured[key] for key in ("USER", "PASSWORD", "HOST", "PORT")})
        connection.settings_dict["OPTIONS"] = dict(configured.get("OPTIONS", {}))
        yield
        connection.close()


def shape() -> list[tuple[Any, ...]]:
    """Columns, constraints and indexes of the schema, with their identities."""
    with writing(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname, a.atttypid, a.attnum FROM pg_attribute a"
            " JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'facts'::regnamespace UNION ALL"
            " SELECT conrelid::regclass::text, conname, oid, 0 FROM pg_constraint"
            " WHERE connamespace = 'facts'::regnamespace ORDER BY 1, 2, 3"
        )
        return list(cursor.fetchall())


def changed(dataset: str, **fields: Field) -> Mapping[str, Descriptor]:
    known = descriptor(dataset)
    return {dataset: replace(known, fields={**known.fields, **fields})}


@pytest.mark.usefixtures("owner")
def test_applying_again_changes_nothing() -> None:
    before = shape()
    apply_descriptors()
    assert shape() == before


@pytest.mark.usefixtures("owner")
def test_a_new_dataset_and_a_new_field_are_added_beside_history(load: Load) -> None:
    load("birth")
    weight = replace(descriptor("birth").fields["live_births"], name="weight", minimum=100, maximum=9999)
    apply_descriptors(datasets={**changed("birth", weight=weight), "hire": parse(HIRE, origin="hire.yaml")})
    assert stored("birth", "birth_no", "weight") == [("B2025-000001", None)]
    assert stored("hire", "hire_no", "employer") == []


@pytest.mark.usefixtures("owner")
def test_a_field_that_is_gone_keeps_its_column(load: Load) -> None:
    load("birth", golden("birth", dystocia="true"))
    known = descriptor("birth")
    fewer = {name: field for name, field in known.fields.items() if name != "dystocia"}
    apply_descriptors(datasets={"birth": replace(known, fields=fewer)})
    assert stored("birth", "dystocia") == [(True,)]


@pytest.mark.usefixtures("owner")
def test_a_stricter_rule_binds_new_rows_and_keeps_old_ones(load: Load, at: datetime) -> None:
    load("employer_wage", golden("employer_wage", average_monthly_wage="10"))
    wage = descriptor("employer_wage").fields["average_monthly_wage"]
    apply_descriptors(datasets=changed("employer_wage", average_monthly_wage=replace(wage, minimum=100)))
    assert len(stored("employer_wage", "fact_id")) == 1
    with pytest.raises(IntegrityError, match="average_monthly_wage_check"):
        load("employer_wage", golden("employer_wage", year="2023", average_monthly_wage="11"))
    assert load("employer_wage", golden("employer_wage", year="2023", average_monthly_wage="100")).applied == 1


@pytest.mark.usefixtures("owner")
def test_a_field_of_another_type_is_a_conflict_for_a_person_to_solve() -> None:
    text = replace(descriptor("birth").fields["live_births"], type=FieldType.STRING)
    with pytest.raises(DescriptorConflict, match=r"facts\.birth\.live_births is integer .* asks for text"):
        apply_descriptors(datasets=changed("birth", live_births=text))
