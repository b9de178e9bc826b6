"""The table of announced years, from the shipped ones to one that an operator loads."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from services.core.audit.models import AuditEntry
from services.core.calendar.api import work_calendar, working_days_after
from tests.pages import query_budget

pytestmark = pytest.mark.django_db

YEAR_2027 = "2027: {holidays: {2027-01-01: {zh-hans: 元旦, en: New Year}}, worked: {2027-01-03: {zh-hans: 元旦调休}}}\n"


def load(folder: Path, text: str) -> str:
    file = folder / "2027.yaml"
    file.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("load_workdays", file, stdout=out)
    return out.getvalue()


def test_shipped_years_are_there() -> None:
    with query_budget(2):
        assert working_days_after(date(2025, 1, 24), 20).day == date(2025, 2, 27)


def test_a_new_year_settles_what_was_provisional(tmp_path: Path) -> None:
    assert working_days_after(date(2026, 12, 29), 3).provisional
    assert load(tmp_path, YEAR_2027) == "2027: 1 holidays, 1 worked at a weekend\n"
    settled = working_days_after(date(2026, 12, 29), 3)
    assert (settled.day, settled.provisional) == (date(2027, 1, 3), False)


def test_a_year_again_changes_nothing_and_another_replaces_it(tmp_path: Path) -> None:
    load(tmp_path, YEAR_2027)
    audited = AuditEntry.objects.count()
    load(tmp_path, YEAR_2027)
    assert AuditEntry.objects.count() == audited
    load(tmp_path, "2027: {holidays: {2027-01-01: {zh-hans: 元旦}}, worked: {}}")
    assert AuditEntry.objects.count() == audited + 1
    assert not work_calendar().works_on(date(2027, 1, 3))


def test_a_bad_file_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="of that year"):
        load(tmp_path, YEAR_2027 + "2028: {holidays: {2027-01-04: {zh-hans: 元旦}}}")
    assert work_calendar().announced_through == date(2026, 12, 31)
