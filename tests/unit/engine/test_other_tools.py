"""Models drawn in other tools load as they are, and models that import each other find each other."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from eligibility.engine import api
from eligibility.engine.__main__ import main
from tests.unit.engine.models import decision_xml, model_xml, table_model, text_xml

SUITE = Path(os.environ.get("DMN_TCK_DIR") or Path(__file__).parents[3] / ".." / "shared" / "dmn-tck")


def test_models_of_another_modeler_load_unchanged() -> None:
    if not SUITE.is_dir():
        pytest.skip(f"the DMN conformance suite is not in {SUITE} (set DMN_TCK_DIR)")
    exporters = {}
    for path in sorted(SUITE.rglob("*.dmn")):
        exporter = etree.parse(str(path)).getroot().get("exporter")
        if exporter is not None and "import" not in path.parent.name:
            exporters[path.name] = exporter
            assert api.load(path.read_bytes()).name
    assert "DMN Modeler" in exporters.values()
    assert len(exporters) > 20


BASE = model_xml(decision_xml("rate", text_xml("0.6"))).replace(b'namespace="test"', b'namespace="base"')
USE = model_xml(
    '<import name="base" namespace="base" locationURI="base.dmn" '
    'importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    + decision_xml(
        "pay",
        text_xml("base.rate * 100"),
        needs='<informationRequirement><requiredDecision href="base#rate"/></informationRequirement>',
    )
)


def test_an_import_is_fetched_when_it_is_met() -> None:
    asked: list[str] = []

    def resolver(wanted: object) -> bytes:
        asked.append(getattr(wanted, "location", ""))
        return BASE

    model = api.load(USE, resolver=resolver)
    assert (api.evaluate(model, "pay", {}), asked) == (60, ["base.dmn"])


@pytest.mark.parametrize(("found", "code"), [(None, "import_missing"), (USE, "import_other"), (b"<x/>", "not_dmn")])
def test_an_import_that_cannot_be_had_is_named(found: bytes | None, code: str) -> None:
    def resolver(_wanted: object) -> bytes:
        if found is None:
            raise FileNotFoundError
        return found

    with pytest.raises(api.ModelError) as refused:
        api.load(USE, resolver=resolver)
    assert [each.code for each in refused.value.findings] == [code]


def test_the_command_line_finds_imports_beside_the_model_but_not_outside(tmp_path: Path) -> None:
    inside = tmp_path / "models"
    inside.mkdir()
    (inside / "use.dmn").write_bytes(USE)
    (inside / "base.dmn").write_bytes(BASE)
    out = io.StringIO()
    assert main([str(inside / "use.dmn"), "--decision", "pay"], out, io.StringIO()) == 0
    assert out.getvalue() == "pay: 60\n"
    (tmp_path / "base.dmn").write_bytes(BASE)
    (inside / "use.dmn").write_bytes(USE.replace(b"base.dmn", b"../base.dmn"))
    err = io.StringIO()
    assert main([str(inside / "use.dmn"), "--language", "zh"], io.StringIO(), err) == 2
    assert err.getvalue() == "error: 找不到导入的模型“base”\n"


def test_the_command_line_says_where_the_facts_are_no_json(tmp_path: Path) -> None:
    (tmp_path / "base.dmn").write_bytes(BASE)
    (tmp_path / "facts.json").write_text('{"a": 1,\n "b" 2}')
    err = io.StringIO()
    assert main([str(tmp_path / "base.dmn"), "--input", str(tmp_path / "facts.json")], io.StringIO(), err) == 2
    assert "facts.json is no JSON: line 2, column 6" in err.getvalue()


POLICIES = [("UNIQUE", ""), ("FIRST", ""), ("ANY", ""), ("PRIORITY", ""), ("RULE ORDER", ""), ("OUTPUT ORDER", "")]
POLICIES += [("COLLECT", each) for each in ("", "SUM", "MIN", "MAX", "COUNT")]
ROW = st.tuples(
    st.sampled_from(["-", "1", "2", "< 2", "[1..2]", "not(1)", "null"]),
    st.sampled_from(["-", "true", "false", "null"]),
    st.sampled_from(["10", "20", "30"]),
)


@settings(deadline=None, max_examples=150)
@given(
    policy=st.sampled_from(POLICIES),
    rows=st.lists(ROW, min_size=1, max_size=4),
    default=st.sampled_from(["", "99"]),
    n=st.sampled_from([None, 1, 2, 3, "missing"]),
    b=st.sampled_from([None, True, False, "missing"]),
)
def test_with_a_missing_fact_a_table_says_only_what_every_completion_would_say(
    policy: tuple[str, str], rows: list[tuple[str, str, str]], default: str, n: object, b: object
) -> None:
    """Every hit policy and aggregation: a missing fact never falls through to a later row."""
    model = table_model(policy[0], ("n", "b"), tuple(rows), policy[1], default)
    facts = {name: value for name, value in (("n", n), ("b", b)) if value != "missing"}
    said = api.evaluate(model, "result", facts, mode=api.Mode.POLICY)
    possible = [
        api.evaluate(model, "result", {"n": one, "b": other})
        for one in ([None, 0, 1, 2, 3] if n == "missing" else [n])
        for other in ([None, True, False] if b == "missing" else [b])
    ]
    if isinstance(said, api.Unknown):
        assert said.paths <= {name for name, value in (("n", n), ("b", b)) if value == "missing"}
        assert said.paths
    else:
        assert all(each == said for each in possible)
