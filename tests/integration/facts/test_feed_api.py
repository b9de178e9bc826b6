"""The machine door: keys, formats, answers, and the list of what was held back."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client

from eligibility.facts import feed_api
from eligibility.facts.api import Feed
from services.core.audit.api import Actor, AuditEntry
from services.identity.api import issue_key
from tests.integration.facts.conftest import Load, stored
from tests.unit.facts.deliveries import MOTHER, Row, as_csv, as_json_lines, golden

pytestmark = pytest.mark.django_db


class Sender:
    def __init__(self, key: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"}

    def post(self, dataset: str, content: bytes, kind: str = "text/csv", **headers: str) -> Any:
        return self.client.post(
            f"/api/v1/feeds/{dataset}/", content, content_type=kind, headers={**self.headers, **headers}
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers={**self.headers, **headers})


@pytest.fixture
def health(at: datetime) -> Sender:
    return Sender(issue_key(body="health", datasets=["birth"], actor=Actor.system("test"), at=at))


@pytest.fixture
def hrss(at: datetime) -> Sender:
    datasets = ["employment", "employer_wage"]
    return Sender(issue_key(body="hrss", datasets=datasets, actor=Actor.system("test"), at=at))


@pytest.mark.parametrize(
    "kind", ["application/x-ndjson", "application/jsonl", "application/json", "application/json; charset=utf-8"]
)
def test_a_single_birth_as_json(kind: str, health: Sender) -> None:
    typed: Row = golden(
        "birth", live_births=1, dystocia=False, facility_designated=True, lawful=None, gestation_months=9
    )
    answer = health.post("birth", as_json_lines([typed]), kind)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["state"], told["rows"], told["applied"], told["quarantined"]) == ("applied", 1, 1, 0)
    assert (told["dataset"], told["repeated"], told["quarantine"]) == ("birth", False, [])
    assert stored("birth", "birth_no", "live_births", "lawful") == [("B2025-000001", 1, None)]
    entry = AuditEntry.objects.get(action="facts.feed.applied")
    assert (entry.actor.kind, entry.actor.id) == ("body", "health")


def test_csv_with_bad_rows(hrss: Sender) -> None:
    rows = [golden("employer_wage"), golden("employer_wage", year="2023", average_monthly_wage="-1")]
    answer = hrss.post("employer_wage", as_csv("employer_wage", rows))
    assert answer.status_code == 201
    assert answer.json()["quarantine"] == [
        {
            "line": 3,
            "field": "average_monthly_wage",
            "value": "-1",
            "code": "minimum",
            "reason": "The value must not be less than 0.",
        }
    ]


def test_repeating_gives_the_first_answer(health: Sender) -> None:
    content = as_csv("birth", [golden("birth")])
    first, second = health.post("birth", content), health.post("birth", content)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == {**first.json(), "repeated": True}
    assert Feed.objects.count() == 1


def test_an_idempotency_key_tells_a_return_from_a_repetition(health: Sender) -> None:
    there, back = as_csv("birth", [golden("birth")]), as_csv("birth", [golden("birth", dystocia="true")])
    for number, content in enumerate([there, back, there, there]):
        key = f"message-{min(number, 2)}"
        answer = health.post("birth", content, **{"Idempotency-Key": key})
        assert answer.json()["repeated"] is (number == 3)
    assert stored("birth", "dystocia") == [(False,)]
    assert len(stored("birth", "dystocia", current=False)) == 3


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "file.empty", "empty"),
        ("出生证".encode("gb18030"), "encoding.gbk", "UTF-8"),
        (b"birth_no\nB1\n", "columns.missing", "mother, child"),
    ],
)
def test_a_feed_that_cannot_be_read_is_rejected(content: bytes, code: str, words: str, health: Sender) -> None:
    answer = health.post("birth", content)
    assert answer.status_code == 422
    assert (answer.json()["state"], answer.json()["code"]) == ("rejected", code)
    assert words in answer.json()["reason"]


def test_answers_in_chinese_by_default(health: Sender) -> None:
    answer = health.post("birth", b"", **{"Accept-Language": "zh-CN"})
    assert answer.headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Key abc", "Bearer tb_000000000000_" + "a" * 43])
def test_without_a_valid_key_nothing_happens(header: str, at: datetime) -> None:
    content = as_csv("birth", [golden("birth")])
    answer = Client().post("/api/v1/feeds/birth/", content, content_type="text/csv", headers={"Authorization": header})
    assert answer.status_code == 401
    assert not Feed.objects.exists()


def test_a_key_delivers_its_own_datasets_only(health: Sender) -> None:
    answer = health.post("employment", as_csv("employment", [golden("employment")]))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "dataset.not_allowed")
    assert health.post("weddings", b"x").status_code == 404
    assert not Feed.objects.exists()


def test_other_kinds_of_content_are_not_accepted(health: Sender) -> None:
    assert health.post("birth", b"x", "application/xml").status_code == 415


def test_a_feed_that_is_too_large_is_refused(health: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_api, "LARGEST_FEED", 100)
    answer = health.post("birth", as_csv("birth", [golden("birth")]))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "feed.too_large")
    assert not Feed.objects.exists()


class TestQuarantine:
    def content(self, answer: HttpResponse) -> list[list[str]]:
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # a streaming one
        return list(csv.reader(io.StringIO(text)))

    def test_as_csv_for_the_sender(self, health: Sender) -> None:
        url = health.post("birth", as_csv("birth", [golden("birth", birth_no="=1+1", kind="－2+3")])).json()["url"]
        for answer in (health.get(url, Accept="text/csv"), health.get(url + "?format=csv")):
            assert answer.headers["Content-Disposition"].startswith("attachment")
            rows = self.content(answer)
            assert rows[0] == ["line", "field", "value", "code", "reason"]
            assert [row[:4] for row in rows[1:]] == [
                ["2", "birth_no", "'=1+1", "pattern"],
                ["2", "kind", "'-2+3", "enum"],
            ]

    def test_as_json(self, health: Sender) -> None:
        posted = health.post("birth", as_csv("birth", [golden("birth", kind="x")])).json()
        assert health.get(posted["url"]).json() == posted

    def test_a_feed_of_another_body_does_not_exist(self, health: Sender, hrss: Sender) -> None:
        url = health.post("birth", as_csv("birth", [golden("birth")])).json()["url"]
        assert hrss.get(url).status_code == 404

    def test_identifiers_are_masked(self, health: Sender) -> None:
        wrong = MOTHER[:-1] + ("0" if MOTHER[-1] != "0" else "1")
        answer = health.post("birth", as_csv("birth", [golden("birth", mother=wrong)]))
        assert wrong not in json.dumps(answer.json())
        assert answer.json()["quarantine"][0]["reason"].startswith("This resident ID contains a mistake")

    def test_the_answer_lists_only_the_first_rows(self, health: Sender) -> None:
        rows = [golden("birth", birth_no=f"B{number}", kind="x") for number in range(150)]
        told = health.post("birth", as_csv("birth", rows)).json()
        assert (told["quarantined"], len(told["quarantine"])) == (150, 100)
        assert len(self.content(health.get(told["url"], Accept="text/csv"))) == 151


def test_schema_is_complete(tmp_path: Any) -> None:
    path = tmp_path / "schema.json"
    call_command("spectacular", "--format", "openapi-json", "--file", str(path), "--validate", "--fail-on-warn")
    schema = json.loads(path.read_text())
    post = schema["paths"]["/api/v1/feeds/{dataset}/"]["post"]
    assert set(post["requestBody"]["content"]) == {"text/csv", "application/x-ndjson"}
    assert set(post["responses"]) == {"200", "201", "422"}
    assert post["security"] == [{"serviceKey": []}]
    assert "/api/v1/feeds/{feed}/" in schema["paths"]


def test_feeds_of_other_bodies_are_not_counted_as_repeated(load: Load, health: Sender) -> None:
    """The same content by file and by API has two labels: the second is compared row by row."""
    load("birth")
    told = health.post("birth", as_csv("birth", [golden("birth")])).json()
    assert (told["repeated"], told["applied"], told["unchanged"]) == (False, 0, 1)
