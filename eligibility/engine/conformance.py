"""Runs the public conformance suite of DMN (dmn-tck) against this engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from lxml import etree

from eligibility.engine.dmn.model import Model
from eligibility.engine.evaluate import Clock, call, evaluate
from eligibility.engine.feel.builtins.conversion import text_of
from eligibility.engine.feel.logic import equal
from eligibility.engine.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from eligibility.engine.feel.values import Function, Value
from eligibility.engine.findings import EngineError
from eligibility.engine.load import load

_NAMESPACE: Final = "{http://www.omg.org/spec/DMN/20160719/testcase}"
_TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TOLERANCE: Final = Decimal("1e-8")
_PARSERS: Final[Mapping[str, Any]] = {
    "decimal": Decimal,
    "double": Decimal,
    "integer": Decimal,
    "boolean": lambda text: text.strip() in ("true", "1"),
    "string": str,
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
    "duration": parse_duration,
}

Node = etree._Element


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result that a test case asks for."""

    category: str
    suite: str
    case: str
    name: str
    passed: bool
    expected: str
    got: str


class Untyped(str):
    """A value for which a test names no type: its text is all there is to compare."""

    __slots__ = ()


class Partial(dict[str, Value]):
    """Components of which a test names one twice and so forgets another: only those that it names are compared."""


@dataclass(frozen=True, slots=True)
class Conformance:
    """How the suite went, in the words of ``manage.py dmn_tck --json``."""

    passed: int
    total: int
    failures: tuple[Outcome, ...]

    @classmethod
    def of(cls, found: Iterable[Outcome]) -> Conformance:
        results = tuple(found)
        failures = tuple(each for each in results if not each.passed)
        return cls(len(results) - len(failures), len(results), failures)

    def to_json(self) -> dict[str, object]:
        return {"passed": self.passed, "total": self.total, "failures": [asdict(each) for each in self.failures]}


def run_suite(folder: Path, *, clock: Clock | None = None, category: str = "") -> Conformance:
    return Conformance.of(outcomes(folder, clock=clock, category=category))


def outcomes(folder: Path, *, clock: Clock | None = None, category: str = "") -> Iterator[Outcome]:
    """Every case of every test below a folder; a category is part of a level's or a test's name."""
    for file in sorted(folder.resolve().rglob("*.xml")):
        if not any(category in part for part in file.parts[-3:-1]):
            continue
        root = etree.parse(str(file)).getroot()
        if root.tag == f"{_NAMESPACE}testCases":
            yield from _file(file, root, clock)


def _file(file: Path, root: Node, clock: Clock | None) -> Iterator[Outcome]:
    name = (root.findtext(f"{_NAMESPACE}modelName") or "").strip()
    try:
        model: Model | EngineError = _model(file.parent / name)
    except EngineError as error:
        model = error
    for case in root.iterchildren(f"{_NAMESPACE}testCase"):
        yield _case(file, case, model, clock)


def _model(path: Path) -> Model:
    """The suite keeps what a model imports beside it, under any name."""
    beside: dict[str, Path] = {}
    for other in sorted(path.parent.rglob("*.dmn")):
        namespace = etree.parse(str(other)).getroot().get("namespace", "")
        beside.setdefault(namespace, other)
    return load(path.read_bytes(), resolver=lambda each: beside[each.namespace].read_bytes())


def _case(file: Path, case: Node, model: Model | EngineError, clock: Clock | None) -> Outcome:
    inputs = _inputs(case, model)
    wrong: tuple[str, str, str] | None = None
    for result in case.iterchildren(f"{_NAMESPACE}resultNode"):
        expected = _value(result.find(f"{_NAMESPACE}expected"))
        try:
            got = _evaluated(model, case, result.get("name", ""), inputs, clock)
            same, shown = matches(expected, got), text_of(got)
        except Exception as error:  # noqa: BLE001 -- a crash is a failed case, and the others still run
            same, shown = False, f"{type(error).__name__}: {error}"
        if not same and wrong is None:
            wrong = (result.get("name", ""), text_of(expected), shown)
    name, expected_text, got_text = wrong or ("", "", "")
    label = f"{file.stem}/{case.get('id', '')}"
    return Outcome(file.parts[-3], file.parts[-2], label, name, wrong is None, expected_text, got_text)


def _inputs(case: Node, model: Model | EngineError) -> dict[str, Value]:
    """The inputs by name; one with a namespace is looked up among the imported ones."""
    found: dict[str, Value] = {}
    for node in case.iterchildren(f"{_NAMESPACE}inputNode"):
        place, name = node.get("namespace"), node.get("name", "")
        known = () if isinstance(model, EngineError) else model.inputs.values()
        imported = (each.name for each in known if (each.namespace, each.local_name) == (place, name))
        found[next(imported, name)] = _value(node)
    return found


def _evaluated(
    model: Model | EngineError, case: Node, name: str, inputs: Mapping[str, Value], clock: Clock | None
) -> Value:
    if isinstance(model, EngineError):
        raise model
    if case.get("type", "decision") == "decision":
        return evaluate(model, name, inputs, clock=clock)
    result = call(model, case.get("invocableName", name), inputs, clock=clock)
    return result[name] if isinstance(result, dict) and name in result else result


def _value(node: Node | None) -> Value:
    """A value as the suite writes it: a scalar, a list of items, or components."""
    if node is None:
        return None
    listed = node.find(f"{_NAMESPACE}list")
    if listed is not None:
        if listed.get(_NIL) == "true":
            return None
        return [_value(item) for item in listed.iterchildren(f"{_NAMESPACE}item")]
    components = list(node.iterchildren(f"{_NAMESPACE}component"))
    if components:
        names = {each.get("name", "") for each in components}
        made: dict[str, Value] = {} if len(names) == len(components) else Partial()
        made.update((each.get("name", ""), _value(each)) for each in components)
        return made
    return _scalar(node.find(f"{_NAMESPACE}value"))


def _scalar(node: Node | None) -> Value:
    if node is None or node.get(_NIL) == "true":
        return None
    parser = _PARSERS.get(node.get(_TYPE, "").rpartition(":")[2], Untyped)
    return parser(node.text or "")


def matches(expected: Value, got: Value) -> bool:
    """As the suite compares: numbers to eight places, everything else by value."""
    if isinstance(expected, Untyped):
        return expected.strip() == (got if isinstance(got, str) else text_of(got)).strip()
    if isinstance(expected, Decimal) and isinstance(got, Decimal):
        return abs(expected - got) <= _TOLERANCE * max(Decimal(1), abs(expected))
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(matches, expected, got))
    if isinstance(expected, dict) and isinstance(got, dict):
        same = expected.keys() <= got.keys() if isinstance(expected, Partial) else expected.keys() == got.keys()
        return same and all(matches(expected[name], got[name]) for name in expected)
    return not isinstance(got, Function) and equal(expected, got) is True
