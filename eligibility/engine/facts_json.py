"""Facts as JSON: what a model declares decides what a text means."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from eligibility.engine.dmn.model import Model
from eligibility.engine.feel.temporal import parse_date, parse_date_time, parse_duration, parse_temporal, parse_time
from eligibility.engine.feel.types import ANY, Type
from eligibility.engine.feel.values import Value
from eligibility.engine.findings import EvaluationError
from eligibility.engine.messages import Code

_PARSERS: Final[Mapping[str, Callable[[str], Value]]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "days and time duration": parse_duration,
    "years and months duration": parse_duration,
}


def read_facts(model: Model, text: str) -> dict[str, Value]:
    """Inputs by name. Numbers are exact; a text is a date where the model says so, or where it begins with ``@``."""
    data = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    if not isinstance(data, dict):
        raise EvaluationError(Code.INPUT_TYPE, name=model.name, type="context")
    kinds = {name: declared.type for name, declared in model.inputs.items()}
    return {name: _value(name, value, kinds.get(name, ANY)) for name, value in data.items()}


def _value(name: str, value: Any, kind: Type) -> Value:
    if isinstance(value, str):
        return _text(name, value, kind)
    if isinstance(value, list):
        return [_value(name, item, kind.element or ANY) for item in value]
    if isinstance(value, dict):
        return {key: _value(f"{name}.{key}", item, kind.entry(key) or ANY) for key, item in value.items()}
    return value


def _text(name: str, value: str, kind: Type) -> Value:
    parse = _PARSERS.get(kind.name)
    if parse is None and not (kind is ANY and value.startswith("@")):
        return value
    found = parse(value) if parse is not None else parse_temporal(value[1:].strip('"'))
    if found is None:
        raise EvaluationError(Code.INPUT_TYPE, name=name, type=kind)
    return found
