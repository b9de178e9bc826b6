"""The library on disk: policies with their dated versions, models and cases, and the parameters that they share."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from eligibility.policies import documents
from eligibility.policies.errors import LibraryError
from eligibility.policies.life_events import LifeEvent
from eligibility.policies.parameters import ParameterTable, ParameterValue, parse_value
from eligibility.policies.terms import Terms

SHIPPED: Final = Path(__file__).parent / "library"
_IDS: Final = uuid.UUID("6d8a3c52-4f0e-5a53-9a5d-2f6f1a8c7e10")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionText:
    """One version as its files say it, not compiled yet."""

    number: int
    valid_from: date
    valid_to: date | None
    terms: Terms
    model: bytes
    cases: str
    sha256: str
    """Of everything that a decision depends on."""
    id: uuid.UUID
    """Follows from the content, so that files and database name a version alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyText:
    code: str
    titles: Mapping[str, str]
    summary: Mapping[str, str]
    source: Mapping[str, Any]
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    life_events: tuple[LifeEvent, ...] = ()
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    versions: tuple[VersionText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    policies: tuple[PolicyText, ...]
    parameters: ParameterTable

    @property
    def sha256(self) -> str:
        """One name for the whole content."""
        parts = [version.sha256 for policy in self.policies for version in policy.versions]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read_library(folder: Path = SHIPPED) -> Library:
    """Every policy and parameter of a folder; one wrong file is an error of the whole."""
    parameters = ParameterTable(
        value for path in sorted((folder / "parameters").glob("*.yaml")) for value in _parameter(path)
    )
    for earlier, later in parameters.overlaps():
        file = f"parameters/{earlier.name}.yaml"
        raise LibraryError(file, "values", f"two values are in force on {later.valid_from.isoformat()}")
    policies = tuple(_policy(path) for path in sorted(folder.glob("*/policy.yaml")))
    return Library(policies=policies, parameters=parameters)


def content_sha256(*, code: str, number: int, valid_from: date, terms: Terms, model: bytes) -> str:
    """What may never change once a version is published: its rule, its terms and the day from which it holds."""
    frame = {"policy": code, "version": number, "valid_from": valid_from.isoformat(), "terms": terms.to_json()}
    text = json.dumps(frame, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(text + b"\0" + model).hexdigest()


def _policy(path: Path) -> PolicyText:
    folder, file = path.parent, f"{path.parent.name}/policy.yaml"
    document = documents.plain(documents.read(_text(path, file), schema="policy", file=file))
    if document["policy"] != folder.name:
        raise LibraryError(file, "policy", f"is {document['policy']!r}, but the folder is called {folder.name!r}")
    with _dates_of(file):
        versions = tuple(_version(folder, document, one, file) for one in document["versions"])
    _check_versions(versions, file)
    return PolicyText(
        code=document["policy"],
        titles=document["titles"],
        summary=document["summary"],
        source=document["source"],
        reasons=document.get("reasons", {}),
        life_events=tuple(_life_event(name, file) for name in document.get("life_events", ())),
        words=document.get("words", {}),
        versions=versions,
    )


def _version(folder: Path, document: Mapping[str, Any], given: Mapping[str, Any], file: str) -> VersionText:
    for name in (given["model"], given["cases"]):
        if not (folder / name).is_file():
            raise LibraryError(file, "versions", f"there is no file {name}")
    code, terms = document["policy"], Terms.from_json({**document, **given.get("terms", {})})
    model, valid_from = (folder / given["model"]).read_bytes(), date.fromisoformat(given["valid_from"])
    sha256 = content_sha256(code=code, number=given["version"], valid_from=valid_from, terms=terms, model=model)
    return VersionText(
        number=given["version"],
        valid_from=valid_from,
        valid_to=date.fromisoformat(given["valid_to"]) if given["valid_to"] else None,
        terms=terms,
        model=model,
        cases=_text(folder / given["cases"], file),
        sha256=sha256,
        id=uuid.uuid5(_IDS, sha256),
    )


def _life_event(name: str, file: str) -> LifeEvent:
    try:
        return LifeEvent(name)
    except ValueError:
        problem = f"{name!r} is not one of {', '.join(LifeEvent.values)}"
        raise LibraryError(file, "life_events", problem) from None


def _check_versions(versions: tuple[VersionText, ...], file: str) -> None:
    numbers = [one.number for one in versions]
    if len(set(numbers)) != len(numbers):
        raise LibraryError(file, "versions", "two versions have the same number")
    for one in versions:
        if one.valid_to is not None and one.valid_to < one.valid_from:
            raise LibraryError(file, "versions", f"version {one.number} ends before it begins")
    for earlier, later in pairwise(sorted(versions, key=lambda one: one.valid_from)):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            problem = f"versions {earlier.number} and {later.number} are both in force on {later.valid_from}"
            raise LibraryError(file, "versions", problem)


def _parameter(path: Path) -> Iterable[ParameterValue]:
    file = f"parameters/{path.name}"
    document = documents.plain(documents.read(_text(path, file), schema="parameters", file=file))
    if document["parameter"] != path.stem:
        raise LibraryError(file, "parameter", f"is {document['parameter']!r}, but the file is called {path.stem!r}")
    with _dates_of(file):
        for place, given in enumerate(document["values"]):
            yield _parameter_value(document, given, file, place)


def _parameter_value(document: Mapping[str, Any], given: Mapping[str, Any], file: str, place: int) -> ParameterValue:
    try:
        value = parse_value(document["feel"], given["value"])
    except ValueError as error:
        raise LibraryError(file, f"values/{place}/value", str(error)) from error
    valid_from, valid_to = date.fromisoformat(given["valid_from"]), date.fromisoformat(given["valid_to"])
    if valid_to < valid_from:
        raise LibraryError(file, f"values/{place}/valid_to", "ends before it begins")
    return ParameterValue(
        name=document["parameter"],
        titles=document["titles"],
        feel=document["feel"],
        unit=document["unit"],
        value=value,
        valid_from=valid_from,
        valid_to=valid_to,
        source=given["source"],
    )


def _text(path: Path, file: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise LibraryError(file, path.name, "is not UTF-8") from error


@contextmanager
def _dates_of(file: str) -> Iterator[None]:
    """The schemas know what a date looks like; only the calendar knows that there is no 30th of February."""
    try:
        yield
    except ValueError as error:
        raise LibraryError(file, "", str(error)) from error
