"""A city by question and answer, from the first answer to bodies in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from services.bodies.api import area_name, body_name
from services.bodies.city.reading import read_city
from services.core.calendar.api import today

pytestmark = pytest.mark.django_db

ANSWERS = {
    "Name of the city, in Chinese": "甲市",
    "Name of the city, in English": "Jia",
    "area code": "990200",
    "Name of the portal, in Chinese": "甲市通办",
    "Name of the portal, in English": "Tongban Jia",
    "Main colour": "#7a1020",
    "Accent colour": "#0a7a50",
    "Telephone": "0000-555 0100",
    "Where a weakness": "mailto:safe@jia.example",
    "answers for the portal, in Chinese": "甲市数据局",
    "answers for the portal, in English": "Jia Data Bureau",
    "questions about personal data": "privacy@jia.example",
}
Script = Callable[..., None]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Answer each question by the first words that it holds; what is not answered is skipped."""

    def install(said: list[str] | None = None, **lists: list[str]) -> None:
        queues: dict[str, Iterator[str]] = {key: iter(values) for key, values in lists.items()}

        def answer(prompt: str) -> str:
            if said is not None:
                said.append(prompt)
            for words, queue in queues.items():
                if words in prompt:
                    return next(queue, "")
            return next((value for words, value in ANSWERS.items() if words in prompt), "")

        monkeypatch.setattr("builtins.input", answer)

    return install


def ask(folder: Path) -> str:
    out = StringIO()
    call_command("new_city", folder=folder, language="en", stdout=out)
    return out.getvalue()


def test_the_answers_become_a_city(tmp_path: Path, answers: Script) -> None:
    answers(district=["990201 东区 / East District", "990202 西区", ""])
    said = ask(tmp_path / "city")
    file = tmp_path / "city" / "city.yaml"
    assert f"TONGBAN_CITY={file}" in said
    read = read_city(file)
    assert read.city.portal_names == {"zh-hans": "甲市通办", "en": "Tongban Jia"}
    assert body_name("health", today(), "zh-hans") == "甲市卫生健康委员会"
    assert area_name("990201", today(), "en") == "East District"
    assert area_name("990202", today(), "en") == "西区"


def test_a_wrong_answer_is_said_and_asked_for_again(tmp_path: Path, answers: Script) -> None:
    answers(Telephone=["call us", "0000-555 0100"], **{"Main colour": ["red", "#7a1020"]})
    said = ask(tmp_path / "city")
    assert "telephone number" in said
    assert "#rrggbb" in said
    assert read_city(tmp_path / "city" / "city.yaml").city.contact.phone == "0000-555 0100"


def test_what_is_required_is_asked_for_until_it_is_given(tmp_path: Path, answers: Script) -> None:
    prompts: list[str] = []
    answers(prompts, **{"Name of the city, in English": ["", "", "Jia"]})
    ask(tmp_path / "city")
    assert sum("Name of the city, in English" in prompt for prompt in prompts) == 3


def test_a_mark_is_looked_at_and_copied(tmp_path: Path, answers: Script) -> None:
    bad, good = tmp_path / "bad.svg", tmp_path / "good.svg"
    bad.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script/></svg>')
    good.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    answers(mark=[str(bad), str(tmp_path / "absent.svg"), str(good)])
    assert "<script>" in ask(tmp_path / "city")
    assert read_city(tmp_path / "city" / "city.yaml").city.mark == good.read_text()


def test_a_city_that_is_there_is_not_overwritten(tmp_path: Path, answers: Script) -> None:
    (tmp_path / "city.yaml").write_text("kept")
    answers()
    with pytest.raises(CommandError, match="exists"):
        ask(tmp_path)
    assert (tmp_path / "city.yaml").read_text() == "kept"


def test_without_a_terminal_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(CommandError, match="nothing written"):
        ask(tmp_path / "city")
    assert not (tmp_path / "city").exists()


def test_the_usual_bodies_are_those_that_the_shipped_data_names() -> None:
    usual = yaml.safe_load(Path("services/bodies/city/usual_bodies.yaml").read_text(encoding="utf-8"))
    datasets = Path("eligibility/facts/datasets").glob("*.yaml")
    named = {yaml.safe_load(file.read_text(encoding="utf-8"))["body"] for file in datasets}
    assert named - {body["code"] for body in usual} == set()
