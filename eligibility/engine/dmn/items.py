"""Item definitions to types (DMN 1.5, 7.3.2), their allowed values to constraints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from eligibility.engine.dmn.source import ItemDefinition
from eligibility.engine.feel.types import ANY, BY_NAME, Constraint, Type, list_of

Constrain = Callable[[str, Type], Constraint | None]
"""A text of unary tests, and the type of what they test, to a check."""


class Items:
    """The types of one document; those of imported ones are known under ``import.name``."""

    def __init__(
        self, definitions: tuple[ItemDefinition, ...], imported: Mapping[str, Items], constrain: Constrain
    ) -> None:
        self._definitions = {definition.name: definition for definition in definitions}
        self._imported = imported
        self._constrain = constrain
        self._types: dict[str, Type] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._definitions)

    def component_names(self) -> set[str]:
        """Every name that can follow a dot."""
        waiting = list(self._definitions.values())
        found: set[str] = set()
        while waiting:
            components = waiting.pop().components
            found.update(component.name for component in components)
            waiting.extend(components)
        return found

    def units(self) -> dict[tuple[str, str], str]:
        """Units by type and field, as the definitions declare them."""
        return {
            (definition.name, component.name): component.unit
            for definition in self._definitions.values()
            for component in definition.components
            if component.unit is not None
        }

    def find(self, name: str) -> Type | None:
        """The type of that name, or none. A type that contains itself is ``Any`` on the inside."""
        name = name.removeprefix("feel:")
        known = self._types.get(name)
        if known is not None:
            return known
        definition = self._definitions.get(name)
        if definition is not None:
            self._types[name] = ANY
            self._types[name] = replace(self._type(definition), label=name)
            return self._types[name]
        builtin = BY_NAME.get(name)
        if builtin is not None:
            return builtin
        prefix, _, rest = name.partition(".")
        imported = self._imported.get(prefix)
        return imported.find(rest) if imported is not None and rest else None

    def _type(self, definition: ItemDefinition) -> Type:
        found = self._plain(definition)
        if definition.allowed:
            check = self._constrain(definition.allowed, found)
            found = _constrained(found, check)
        if definition.collection:
            found = list_of(found)
        if definition.constraint:
            found = _constrained(found, self._constrain(definition.constraint, found))
        return found

    def _plain(self, definition: ItemDefinition) -> Type:
        if definition.components:
            entries = tuple((each.name, self._type(each)) for each in definition.components)
            return Type("context", entries=entries)
        if definition.function is not None:
            parameters, result = definition.function
            kinds = tuple(self.find(each) or ANY for each in parameters)
            return Type("function", parameters=kinds, result=self.find(result) or ANY)
        return (self.find(definition.base) or ANY) if definition.base else ANY


def _constrained(kind: Type, check: Constraint | None) -> Type:
    if check is None:
        return kind
    return replace(kind, constraint=check if kind.constraint is None else kind.constraint & check)
