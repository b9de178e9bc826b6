"""YAML documents of the library: read strictly, checked against their JSON schemas, and never guessed at."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from eligibility.policies.errors import LibraryError

_SCHEMAS: Final = Path(__file__).parent / "schemas"


class _StrictLoader(yaml.SafeLoader):
    """Like YAML's safe loader, but a key given twice is an error and 0.1 is exactly 0.1."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    own = [key.value for key, _value in node.value if key.tag != "tag:yaml.org,2002:merge"]
    for key in own:
        if own.count(key) > 1:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} is given twice", node.start_mark)
    loader.flatten_mapping(node)
    return loader.construct_mapping(node, deep=True)


def _decimal(loader: _StrictLoader, node: yaml.ScalarNode) -> Decimal:
    text = str(loader.construct_scalar(node)).replace("_", "")
    try:
        number = Decimal(text)
    except ArithmeticError as error:
        raise yaml.constructor.ConstructorError(None, None, f"{text!r} is not a number", node.start_mark) from error
    if not number.is_finite():
        raise yaml.constructor.ConstructorError(None, None, f"{text!r} is not a finite number", node.start_mark)
    return number


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_StrictLoader.add_constructor("tag:yaml.org,2002:float", _decimal)


def read(text: str, *, schema: str, file: str) -> dict[str, Any]:
    """The document in `text`, or a LibraryError that names `file`, the place in it and what is wrong there."""
    try:
        # A subclass of the safe loader: it builds plain values only.
        document = yaml.load(text, Loader=_StrictLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise LibraryError(file, place, error.problem or "not YAML") from error
    except (yaml.YAMLError, ValueError) as error:
        raise LibraryError(file, "", str(error)) from error
    first = best_match(_validator(schema).iter_errors(plain(document)))
    if first is not None:
        raise LibraryError(file, _place(first.absolute_path), _problem(first))
    return document  # type: ignore[no-any-return]  # every schema of ours says that a document is an object


@cache
def _validator(schema: str) -> Draft202012Validator:
    content = json.loads((_SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content)


def plain(value: Any) -> Any:
    """The document as JSON would have it: the schemas are ordinary JSON Schema, and days are text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {key if isinstance(key, str) else str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def _place(steps: Iterable[str | int]) -> str:
    return "/".join(str(step) for step in steps)


def _problem(error: ValidationError) -> str:
    """The validator's sentence, cut where it would print the whole document."""
    return error.message if len(error.message) <= 300 else f"{error.message[:297]}..."
