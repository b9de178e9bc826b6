"""Parsing never happens at evaluation time: with the parser broken, every shipped case is decided as before."""

from __future__ import annotations

import pytest

from eligibility.engine import api as engine
from eligibility.engine.dmn import boxes, xml
from eligibility.engine.feel import parser, tokens
from eligibility.policies.cases import cases_of, run_case
from eligibility.policies.compiled import load_model, units_of
from eligibility.policies.rulebook import shipped


def test_every_case_is_decided_without_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    library, book = shipped()

    def refuse(*_arguments: object, **_more: object) -> None:
        pytest.fail("something was parsed while a case was decided")

    for module in (parser, tokens, boxes, xml):
        for name in ("parse", "parse_tests", "tokenise", "read"):
            if callable(getattr(module, name, None)):
                monkeypatch.setattr(module, name, refuse)
    for case in cases_of(library):
        assert run_case(book, case).passed, case.name


def test_a_model_is_compiled_once_for_its_content() -> None:
    library, _ = shipped()
    text, units = library.policies[0].versions[0].model, units_of(library.parameters)
    assert load_model(text, units) is load_model(bytes(bytearray(text)), units)
    assert load_model(text, units) is not engine.load(text, profile=engine.Profile.POLICY)
