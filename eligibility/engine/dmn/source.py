"""A DMN document as written: what the XML says, before any name in it is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Texts = Mapping[str, str]
"""The same text in several languages: ``{"zh-hans": "...", "en": "..."}``."""


@dataclass(frozen=True, slots=True)
class Box:
    """A boxed expression (DMN 1.5, 10.2.2). ``type`` is the type that it declares, empty for none."""

    type: str


@dataclass(frozen=True, slots=True)
class LiteralBox(Box):
    text: str


@dataclass(frozen=True, slots=True)
class ContextBox(Box):
    """Entries in order; the one without a name is the result."""

    entries: tuple[tuple[str, str, Box | None], ...]


@dataclass(frozen=True, slots=True)
class ListBox(Box):
    items: tuple[Box | None, ...]


@dataclass(frozen=True, slots=True)
class RelationBox(Box):
    columns: tuple[str, ...]
    rows: tuple[tuple[Box | None, ...], ...]


@dataclass(frozen=True, slots=True)
class InvocationBox(Box):
    function: Box | None
    bindings: tuple[tuple[str, Box | None], ...]


@dataclass(frozen=True, slots=True)
class FunctionBox(Box):
    parameters: tuple[tuple[str, str], ...]
    body: Box | None
    kind: str = "FEEL"


@dataclass(frozen=True, slots=True)
class ConditionalBox(Box):
    condition: Box | None
    then: Box | None
    otherwise: Box | None


@dataclass(frozen=True, slots=True)
class FilterBox(Box):
    base: Box | None
    condition: Box | None


@dataclass(frozen=True, slots=True)
class IterationBox(Box):
    """``for``, ``some`` and ``every``."""

    kind: str
    variable: str
    domain: Box | None
    body: Box | None


@dataclass(frozen=True, slots=True)
class InputColumn:
    label: str
    text: str
    type: str
    allowed: str


@dataclass(frozen=True, slots=True)
class OutputColumn:
    name: str
    type: str
    allowed: str
    default: str


@dataclass(frozen=True, slots=True)
class Row:
    tests: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableBox(Box):
    policy: str
    aggregation: str
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    name: str
    base: str
    allowed: str
    constraint: str
    collection: bool
    components: tuple[ItemDefinition, ...] = ()
    function: tuple[tuple[str, ...], str] | None = None
    """Parameter types and the result's type, for the type of a function."""
    unit: str | None = None
    """What it is measured in (an extension of ours); none where nobody said."""


@dataclass(frozen=True, slots=True)
class Article:
    """The article of law that a decision carries out (a DMN knowledge source)."""

    name: str = ""
    document: str = ""
    article: Texts = field(default_factory=dict)
    titles: Texts = field(default_factory=dict)
    url: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    id: str
    name: str
    type: str = ""
    titles: Texts = field(default_factory=dict)
    explanations: Texts = field(default_factory=dict)
    description: str = ""
    requires: tuple[str, ...] = ()
    """References of inputs, decisions and knowledge that this element may use."""
    authorities: tuple[str, ...] = ()
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Service:
    element: Element
    outputs: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Import:
    name: str
    namespace: str
    location: str = ""
    kind: str = ""

    @property
    def is_model(self) -> bool:
        """Whether it is a DMN model; others (XML Schema, PMML) hold nothing that runs here."""
        return not self.kind or "/DMN/" in self.kind


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    namespace: str
    imports: tuple[Import, ...]
    items: tuple[ItemDefinition, ...]
    inputs: tuple[Element, ...]
    decisions: tuple[Element, ...]
    functions: tuple[Element, ...]
    services: tuple[Service, ...]
    articles: Mapping[str, Article]
