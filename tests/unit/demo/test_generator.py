"""The made-up city: right by the standards, whole in itself, the same for the same seed, and no copy of a real one."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from eligibility.facts.api import descriptors
from portal.demo.generator.accounts import MAGIC
from portal.demo.generator.city import CITY_FILE, DATASETS, SMALLEST, City, build, place
from portal.demo.generator.files import deliver
from portal.demo.generator.identifiers import ResidentIds, card_number, credit_code
from portal.demo.generator.model import LAST_DAY, Row
from services.identity.api import Role, credit_code_check, resident_id_check

POPULATION = 3_000


@pytest.fixture(scope="module")
def city() -> City:
    return build(seed=7, population=POPULATION)


@pytest.fixture(scope="module")
def cast(city: City) -> dict[str, str]:
    """Resident IDs of the named people by their usernames."""
    return {one.username: one.resident_id for one in city.sign_ins}


def test_the_population_is_as_large_as_asked_for(city: City) -> None:
    assert len(city.registers["person"]) == POPULATION


def test_the_smallest_city_holds_together() -> None:
    small = build(seed=1, population=SMALLEST)
    assert len(small.registers["person"]) == SMALLEST
    _check_references(small)


def test_a_city_too_small_for_its_named_people_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        build(seed=1, population=SMALLEST - 1)


def test_every_resident_id_is_right_and_of_no_real_province(city: City) -> None:
    ids = [str(row["id"]) for row in city.registers["person"]]
    assert len(set(ids)) == len(ids)
    for one in ids:
        assert resident_id_check(one[:17]) == one[17]
        assert one.startswith("99")


def test_a_resident_id_tells_birth_and_sex(city: City) -> None:
    for row in city.registers["person"]:
        number = str(row["id"])
        if row["birth_date"] is not None:
            assert number[6:14] == str(row["birth_date"]).replace("-", "")
        if row["sex"] is not None:
            assert (int(number[16]) % 2 == 1) == (row["sex"] == "M")


def test_every_credit_code_is_right_and_of_no_real_province(city: City) -> None:
    codes = [str(row["credit_code"]) for row in city.registers["enterprise"]]
    assert len(set(codes)) == len(codes)
    for one in codes:
        assert credit_code_check(one[:17]) == one[17]
        assert one[2:4] == "99"


def test_a_known_credit_code_comes_out_of_our_own_formula() -> None:
    """The organisation code inside has a check character of its own (GB 11714-1997)."""
    code = credit_code(area="990102", number=1)
    assert code[:16] == "91990102MA000001"
    assert credit_code_check(code[:17]) == code[17]


def test_resident_ids_of_one_day_and_place_run_out_with_an_error() -> None:
    ids = ResidentIds()
    given = {ids.next(area="990102", birth=date(2000, 1, 1), sex="F") for _ in range(500)}
    assert len(given) == 500
    with pytest.raises(ValueError, match="no resident ID is left"):
        ids.next(area="990102", birth=date(2000, 1, 1), sex="F")


@pytest.mark.parametrize("ending", ["", "9904", "9951"])
def test_card_numbers_pass_the_luhn_check(ending: str) -> None:
    card = card_number(prefix="6299", number=31_415_926_535, ending=ending)
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(card))]
    assert sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0
    assert len(card) == 19
    assert card.endswith(ending)


def test_registers_point_only_at_people_and_firms_that_exist(city: City) -> None:
    _check_references(city)


def _check_references(city: City) -> None:
    known = {
        "person": {row["id"] for row in city.registers["person"]},
        "enterprise": {row["credit_code"] for row in city.registers["enterprise"]},
    }
    for dataset, rows in city.registers.items():
        for field in descriptors()[dataset].references:
            there = set().union(*(known[kind] for kind in field.references))
            dangling = {row[field.name] for row in rows} - there - {None}
            assert not dangling, (dataset, field.name)


@pytest.mark.parametrize("dataset", DATASETS)
def test_rows_have_the_fields_of_their_descriptor_and_keys_are_unique(city: City, dataset: str) -> None:
    described = descriptors()[dataset]
    rows = city.registers[dataset]
    keys = Counter(tuple(row[name] for name in described.key) for row in rows)
    assert keys.most_common(1)[0][1] == 1
    for row in rows:
        assert list(row) == list(described.fields)
        assert all(row[field.name] is not None for field in described.fields.values() if field.required)


def test_nothing_is_dated_after_the_registers(city: City) -> None:
    for dataset, rows in city.registers.items():
        dates = [field.name for field in descriptors()[dataset].fields.values() if field.type == "date" and field.past]
        assert all(row[name] is None or str(row[name]) <= LAST_DAY.isoformat() for row in rows for name in dates)


def test_periods_do_not_end_before_they_start(city: City) -> None:
    for dataset, rows in city.registers.items():
        for first, second in descriptors()[dataset].order:
            assert all(None in (row[first], row[second]) or str(row[first]) <= str(row[second]) for row in rows)


def test_mothers_are_women_of_an_age_to_bear_children(city: City) -> None:
    people = _people(city)
    for birth in city.registers["birth"]:
        mother = people[str(birth["mother"])]
        assert str(birth["mother"])[16] in "02468"
        assert 20 <= date.fromisoformat(str(birth["date"])).year - int(str(mother["id"])[6:10]) <= 46


def test_a_birth_row_agrees_with_its_child_and_kinship(city: City) -> None:
    people = _people(city)
    parents = {(row["person"], row["relative"]) for row in city.registers["kinship"] if row["kind"] == "parent"}
    for birth in city.registers["birth"]:
        if birth["kind"] == "loss":
            assert (birth["child"], birth["live_births"]) == (None, 0)
        else:
            assert (birth["child"], birth["mother"]) in parents
            assert str(people[str(birth["child"])]["id"])[6:14] == str(birth["date"]).replace("-", "")


def test_nobody_has_two_jobs_at_once_with_one_employer(city: City) -> None:
    jobs = Counter((row["employee"], row["employer"]) for row in city.registers["employment"] if row["ended"] is None)
    assert max(jobs.values()) == 1


def test_there_is_what_policies_have_to_cope_with() -> None:
    """A larger city has difficult deliveries, twins, losses, missing facts, newcomers, the dead."""
    larger = build(seed=3, population=12_000).registers
    births, people = larger["birth"], larger["person"]
    assert any(row["dystocia"] for row in births)
    assert any(row["live_births"] == 2 for row in births)
    assert any(row["kind"] == "loss" for row in births)
    assert {True, False, None} <= {row["facility_designated"] for row in births}
    assert any(row["average_monthly_wage"] is None for row in larger["employer_wage"])
    assert any(row["death_date"] for row in people)
    assert 0.15 < sum(row["hukou_district"] is None for row in people) / len(people) < 0.3
    assert {"large", "medium", "small", "micro", None} == {row["size"] for row in larger["enterprise"]}


def test_about_four_out_of_five_accounts_are_known(city: City) -> None:
    grown_up = {
        row["id"] for row in city.registers["person"] if str(row["id"])[6:14] <= "20091130" and not row["death_date"]
    }
    held = {row["holder"] for row in city.registers["bank_account"]} & grown_up
    assert 0.77 < len(held) / len(grown_up) < 0.83


def test_the_bank_refuses_only_accounts_that_are_meant_to_be_closed(city: City) -> None:
    endings = Counter(str(row["account_no"])[-4:] for row in city.registers["bank_account"])
    assert not {ending for ending in MAGIC if ending != "9904"} & endings.keys()
    assert 1 <= endings["9904"] < 40


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first = deliver(seed=11, population=400, root=tmp_path / "one")
    second = deliver(seed=11, population=400, root=tmp_path / "two")
    assert _bytes(first.folder) == _bytes(second.folder)


def test_another_seed_is_another_city_with_the_same_named_people() -> None:
    one, other = build(seed=1, population=400), build(seed=2, population=400)
    assert one.registers["person"] != other.registers["person"]
    assert one.sign_ins == other.sign_ins
    assert one.unreported["mother"] == other.unreported["mother"]


def test_a_delivered_city_is_not_made_up_again(tmp_path: Path) -> None:
    first = deliver(seed=5, population=200, root=tmp_path)
    moment = (first.folder / "person.csv").stat().st_mtime_ns
    again = deliver(seed=5, population=200, root=tmp_path)
    assert again == first
    assert (first.folder / "person.csv").stat().st_mtime_ns == moment


def test_files_of_an_older_generator_are_replaced(tmp_path: Path) -> None:
    folder = deliver(seed=5, population=200, root=tmp_path).folder
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "generator": "older"}))
    (folder / "person.csv").write_text("stale")
    deliver(seed=5, population=200, root=tmp_path)
    assert (folder / "person.csv").read_text().startswith("id,name,")


def test_files_say_what_the_registers_say(tmp_path: Path) -> None:
    delivered = deliver(seed=5, population=200, root=tmp_path)
    rows = build(seed=5, population=200).registers
    for dataset, path in delivered.feeds:
        if "mistakes" not in path.name:
            assert len(list(_read(path))) == len(rows[dataset]) == delivered.rows[dataset]


class TestCast:
    def test_the_mother_of_the_story(self, city: City, cast: dict[str, str]) -> None:
        assert _birth_of(city, cast["wangfang"])["date"] == "2025-11-18"
        assert _wage_of_employer(city, cast["wangfang"]) == "12000.00"
        assert _has_account(city, cast["wangfang"])

    def test_the_mother_who_is_asked_for_her_account(self, city: City, cast: dict[str, str]) -> None:
        assert _wage_of_employer(city, cast["lijing"]) == "9000.00"
        assert not _has_account(city, cast["lijing"])

    def test_the_mother_whose_account_is_closed(self, city: City, cast: dict[str, str]) -> None:
        account = next(row for row in city.registers["bank_account"] if row["holder"] == cast["chenyue"])
        assert str(account["account_no"]).endswith("9904")
        assert _birth_of(city, cast["chenyue"])["dystocia"] is True

    def test_the_birth_that_nobody_has_reported(self, city: City, cast: dict[str, str]) -> None:
        assert city.unreported["mother"] == cast["mali"]
        assert all(row["mother"] != cast["mali"] for row in city.registers["birth"])
        assert city.unreported["birth_no"] not in {row["birth_no"] for row in city.registers["birth"]}

    def test_the_grandmother_is_82(self, cast: dict[str, str]) -> None:
        assert cast["zhouguilan"][6:14] == "19430305"

    def test_the_boy_has_two_parents(self, city: City, cast: dict[str, str]) -> None:
        boy = _birth_of(city, cast["liumin"])["child"]
        kin = [row for row in city.registers["kinship"] if row["person"] == boy and row["kind"] == "parent"]
        assert {row["relative"] for row in kin} == {cast["liumin"], cast["zhangwei"]}

    def test_the_noodle_shop_paid_100_000(self, city: City) -> None:
        shop = next(one.acts_for for one in city.sign_ins if one.acts_for)
        row = next(row for row in city.registers["unemployment_insurance"] if row["employer"] == shop)
        assert (row["year"], row["premium_paid"], row["claimants"]) == (2024, "100000.00", 2)
        assert next(one for one in city.registers["enterprise"] if one["credit_code"] == shop)["size"] == "small"

    def test_two_payment_clerks_and_each_other_desk(self, city: City) -> None:
        roles = Counter(role for one in city.sign_ins for role in one.roles)
        assert roles == {"payment_clerk": 2, "benefit_clerk": 1, "data_steward": 1, "auditor": 1}
        assert set(roles) <= set(Role.values)


def test_the_city_is_no_real_one() -> None:
    assert place().name == "青渡市"
    assert all(code.startswith("99") for code in (*place().districts, *place().elsewhere))
    assert "Shanghai" not in CITY_FILE.read_text(encoding="utf-8")


def _people(city: City) -> dict[str, Row]:
    return {str(row["id"]): row for row in city.registers["person"]}


def _birth_of(city: City, mother: str) -> Row:
    return next(row for row in city.registers["birth"] if row["mother"] == mother)


def _wage_of_employer(city: City, employee: str) -> object:
    job = next(row for row in city.registers["employment"] if row["employee"] == employee and row["ended"] is None)
    wages = city.registers["employer_wage"]
    found = next(row for row in wages if row["employer"] == job["employer"] and row["year"] == 2024)
    return found["average_monthly_wage"]


def _has_account(city: City, holder: str) -> bool:
    return any(row["holder"] == holder for row in city.registers["bank_account"])


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _read(path: Path) -> Iterator[object]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file) if path.suffix == ".csv" else map(json.loads, file)


class TestWhoIsHelped:
    def test_the_dismissed_worker_is_registered(self, city: City, cast: dict[str, str]) -> None:
        [row] = [one for one in city.registers["unemployment"] if one["person"] == cast["linfeng"]]
        assert (row["reason"], row["ended"], row["insured_months"]) == ("dismissed", None, 96)
        jobs = [one for one in city.registers["employment"] if one["employee"] == cast["linfeng"]]
        assert [one["ended"] for one in jobs] == ["2025-09-30"]

    def test_the_disabled_man_has_a_certificate_and_no_work(self, city: City, cast: dict[str, str]) -> None:
        [row] = [one for one in city.registers["disability"] if one["holder"] == cast["dengming"]]
        assert row["level"] == 2
        assert all(one["employee"] != cast["dengming"] for one in city.registers["employment"])

    def test_the_software_firm_hired_three_graduates(self, city: City) -> None:
        firm = next(one.acts_for for one in city.sign_ins if one.username == "xulan")
        hired = {
            row["employee"] for row in city.registers["hire"] if row["employer"] == firm and row["premium_months"] == 4
        }
        graduates = {row["student"] for row in city.registers["graduate"] if row["graduated"] == "2025-06-25"}
        assert len(graduates) == 3
        assert graduates <= hired

    def test_every_child_without_parents_has_somebody_to_act_for_it(self) -> None:
        larger = build(seed=3, population=12_000).registers
        guarded = {row["person"] for row in larger["kinship"] if row["kind"] == "guardian"}
        assert guarded == {row["child"] for row in larger["child_protection"]}
        assert guarded
