"""Descriptors: what a dataset is, read from datasets/*.yaml, checked at load and frozen.

Everything else in this room follows from them: tables, checks of a feed, relations for the rules, titles on pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml
from jsonschema import Draft202012Validator

Titles = Mapping[str, str]

_FOLDER: Final = Path(__file__).parent / "datasets"
_SCHEMA: Final = Path(__file__).parent / "descriptor.schema.json"
# The bitemporal columns of every table of facts: a field of a dataset can't have one of these names.
SYSTEM_COLUMNS: Final = frozenset(
    {"fact_id", "valid_from", "valid_to", "recorded_at", "superseded_at", "feed_id", "content", "line", "shown"}
)


class DescriptorError(Exception):
    """A descriptor can't be used; the message names the file and the place in it."""


class FieldType(StrEnum):
    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


class Missing(StrEnum):
    """What an empty value says (design decision 1): known not to exist, or not known."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


class Rows(StrEnum):
    """Which rows of a relation count on a day: those valid on it, or all that have begun by then, ended or not."""

    VALID = "valid"
    BEGUN = "begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    type: FieldType
    titles: Titles
    required: bool
    missing: Missing
    feel: str | None  # None: rules can't read it
    encrypted: bool
    references: tuple[str, ...]  # "person", "enterprise": arrives as a national identifier, is stored as subject UUID
    names: str | None  # the reference field whose subject this value names
    stored: bool
    unit: str
    pattern: re.Pattern[str] | None
    max_length: int | None
    enum: Mapping[str, Titles]
    minimum: float | None
    maximum: float | None
    scale: int
    past: bool
    immutable: bool
    """Nobody can change it (a date of birth), so that nobody is told what would be if it were another."""
    ask: Titles  # the question by which a person is asked for it; empty: its title will do
    among: str  # "areas": its values are codes of that tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One way through a dataset that joins two subjects: from the `near` column to the `far` one."""

    dataset: str
    near: str
    far: str
    where: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A step of a path: `column` (or the subject) here = `match` (or the subject) there, directly or through links."""

    name: str
    titles: Titles
    to: str
    many: bool
    rows: Rows
    none: Missing
    column: str
    match: str
    immutable: bool
    via: tuple[Link, ...]
    ask: Titles  # the question whether there is any row


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    name: str
    titles: Titles
    ask: Titles  # the question whether there is any row of one's own
    body: str
    basis: Titles  # the law by which the body holds these facts; empty where a test's descriptor has none
    sensitivity: str
    refreshed: str
    key: tuple[str, ...]
    subject: str
    event_date: str | None
    period_from: str | None
    period_to: str | None
    order: tuple[tuple[str, str], ...]
    fields: Mapping[str, Field]
    relations: Mapping[str, Relation]

    @property
    def stored(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields.values() if field.stored)

    @property
    def references(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields.values() if field.references)

    @property
    def encrypted(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields.values() if field.encrypted)


@cache
def descriptors() -> Mapping[str, Descriptor]:
    """The shipped datasets by name."""
    return load_folder(_FOLDER)


def descriptor(name: str) -> Descriptor:
    try:
        return descriptors()[name]
    except KeyError:
        message = f"there is no dataset {name!r}; there are: {', '.join(sorted(descriptors()))}"
        raise DescriptorError(message) from None


def load_folder(folder: Path) -> Mapping[str, Descriptor]:
    """Every descriptor of a folder; one wrong file is an error of the whole."""
    found: dict[str, Descriptor] = {}
    for path in sorted(folder.glob("*.yaml")):
        one = parse(path.read_text(encoding="utf-8"), origin=path.name)
        if one.name != path.stem:
            message = f"{path.name}: dataset is {one.name!r}, but the file is called {path.stem!r}"
            raise DescriptorError(message)
        found[one.name] = one
    _check_relations(found)
    return MappingProxyType(found)


def parse(text: str, *, origin: str) -> Descriptor:
    """One descriptor from its YAML text; `origin` names it in errors."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        message = f"{origin}: not YAML: {error}"
        raise DescriptorError(message) from error
    errors = sorted(_validator().iter_errors(document), key=lambda error: [str(step) for step in error.absolute_path])
    if errors:
        first = errors[0]
        place = "/".join(str(step) for step in first.absolute_path) or "the document"
        message = f"{origin}: at {place}: {first.message}"
        raise DescriptorError(message)
    built = _build(document)
    problems = list(_problems(built, document))
    if problems:
        message = f"{origin}: {problems[0]}"
        raise DescriptorError(message)
    return built


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _build(document: Mapping[str, Any]) -> Descriptor:
    period = document.get("period", {})
    return Descriptor(
        name=document["dataset"],
        titles=MappingProxyType(document["titles"]),
        ask=MappingProxyType(document.get("ask", {})),
        body=document["body"],
        basis=MappingProxyType(document.get("basis", {})),
        sensitivity=document.get("sensitivity", "personal"),
        refreshed=document.get("refreshed", "daily"),
        key=tuple(document["key"]),
        subject=document["subject"],
        event_date=document.get("event_date"),
        period_from=period.get("from"),
        period_to=period.get("to"),
        order=tuple((first, second) for first, second in document.get("order", ())),
        fields=MappingProxyType({field["name"]: _field(field) for field in document["fields"]}),
        relations=MappingProxyType(
            {one["name"]: _relation(one, document["subject"]) for one in document.get("relations", ())}
        ),
    )


def _field(given: Mapping[str, Any]) -> Field:
    pattern = given.get("pattern")
    enum = {code: MappingProxyType(titles) for code, titles in given.get("enum", {}).items()}
    return Field(
        name=given["name"],
        type=FieldType(given["type"]),
        titles=MappingProxyType(given["titles"]),
        required=given.get("required", False),
        missing=Missing(given.get("missing", Missing.UNKNOWN)),
        feel=given.get("feel"),
        encrypted=given.get("sensitivity", "plain") == "encrypted",
        references=tuple(given.get("references", ())),
        names=given.get("names"),
        stored=given.get("stored", True),
        unit=given.get("unit", ""),
        pattern=re.compile(pattern, re.ASCII) if pattern else None,
        max_length=given.get("max_length"),
        enum=MappingProxyType(enum),
        minimum=given.get("minimum"),
        maximum=given.get("maximum"),
        scale=given.get("scale", 0),
        past=given.get("past", False),
        immutable=given.get("immutable", False),
        ask=MappingProxyType(given.get("ask", {})),
        among=given.get("among", ""),
    )


def _relation(given: Mapping[str, Any], subject: str) -> Relation:
    return Relation(
        name=given["name"],
        titles=MappingProxyType(given["titles"]),
        to=given["to"],
        many=given["many"],
        rows=Rows(given["rows"]),
        none=Missing(given["none"]),
        column=given.get("column", subject),
        match=given.get("match", ""),
        immutable=given.get("immutable", False),
        via=tuple(
            Link(
                dataset=link["dataset"],
                near=link["near"],
                far=link["far"],
                where=MappingProxyType(link.get("where", {})),
            )
            for link in given.get("via", ())
        ),
        ask=MappingProxyType(given.get("ask", {})),
    )


def _problems(built: Descriptor, document: Mapping[str, Any]) -> Iterable[str]:
    names = [field["name"] for field in document["fields"]]
    yield from (f"field {name} is described twice" for name in sorted(set(names)) if names.count(name) > 1)
    steps = [one["name"] for one in document.get("relations", ())]
    yield from (f"relation {name} is described twice" for name in sorted(set(steps)) if steps.count(name) > 1)
    yield from (f"field {name} has the name of a column of our own" for name in names if name in SYSTEM_COLUMNS)
    yield from _key_problems(built)
    yield from _period_problems(built)
    yield from _field_problems(built)
    for relation in built.relations.values():
        column = built.fields.get(relation.column)
        if column is None or not column.references:
            yield f"relation {relation.name} starts at {relation.column}, which is no reference to a subject"
        if relation.name in built.fields and relation.name != relation.column:
            yield f"relation {relation.name} has the name of a field that it does not start at"


def _key_problems(built: Descriptor) -> Iterable[str]:
    for name in built.key:
        field = built.fields.get(name)
        if field is None or not field.required or field.encrypted or not field.stored:
            yield f"key field {name} must be described, required, stored and plain"
        elif len(built.key) > 1 and field.type is FieldType.STRING and not (field.references or field.enum):
            yield f"key field {name}: free text can't be part of a key of several fields"
    subject = built.fields.get(built.subject)
    if subject is None or not subject.references or not subject.required:
        yield f"subject {built.subject} must be a required reference"


def _period_problems(built: Descriptor) -> Iterable[str]:
    named = [built.event_date, built.period_from, built.period_to, *(name for pair in built.order for name in pair)]
    for name in named:
        if name is not None and (name not in built.fields or built.fields[name].type is not FieldType.DATE):
            yield f"{name} must be a date field"
    if built.event_date in built.fields and not built.fields[built.event_date or ""].required:
        yield f"event_date {built.event_date} must be required"


def _field_problems(built: Descriptor) -> Iterable[str]:
    for field in built.fields.values():
        if field.names is not None and (field.names not in built.fields or not built.fields[field.names].references):
            yield f"field {field.name} names {field.names}, which is no reference to a subject"
        if field.encrypted and field.feel:
            yield f"field {field.name} is encrypted: rules can't read it, leave feel out"
        if not field.stored and field.feel:
            yield f"field {field.name} is not stored: rules can't read it, leave feel out"


def _check_relations(found: Mapping[str, Descriptor]) -> None:
    for one in found.values():
        for relation in one.relations.values():
            for dataset, columns in _columns_used(relation, found):
                _check_columns(f"{one.name}.yaml: relation {relation.name}", dataset, columns, found)


def _columns_used(relation: Relation, found: Mapping[str, Descriptor]) -> Iterable[tuple[str, Sequence[str]]]:
    yield (
        relation.to,
        [relation.match] if relation.match else [found[relation.to].subject] if relation.to in found else [],
    )
    for link in relation.via:
        yield link.dataset, [link.near, link.far, *link.where]


def _check_columns(place: str, dataset: str, columns: Sequence[str], found: Mapping[str, Descriptor]) -> None:
    if dataset not in found:
        message = f"{place}: there is no dataset {dataset}"
        raise DescriptorError(message)
    for column in columns:
        if column not in found[dataset].fields:
            message = f"{place}: {dataset} has no field {column}"
            raise DescriptorError(message)
