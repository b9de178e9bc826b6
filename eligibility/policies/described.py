"""What the datasets' descriptors say about the facts that a model reads."""

from __future__ import annotations

from collections.abc import Iterable

from eligibility.engine.api import InputData
from eligibility.facts.api import Relation, descriptors

Path = tuple[str, ...]


def facts_part(path: Path) -> Path:
    """The part of a path that is facts: a model's paths may go on, to the year of a date for example."""
    here, steps = descriptors()[path[0]], [path[0]]
    for step in path[1:]:
        relation, field = here.relations.get(step), here.fields.get(step)
        if relation is not None:
            steps.append(step)
            here = descriptors()[relation.to]
            continue
        if field is not None and field.feel is not None:
            steps.append(step)
        break
    return tuple(steps)


def exists(path: Path) -> bool:
    return path[0] in descriptors() and facts_part(path) == path


def type_problems(declared: InputData) -> Iterable[str]:
    """Where the type that a model gives to an award unit differs from what its dataset describes."""
    if declared.name not in descriptors():
        yield f"there is no dataset {declared.name!r}"
    elif not declared.type.entries:
        yield f"the input {declared.name!r} needs the type of its dataset (an item definition)"
    else:
        yield from _entries(declared.name, declared.type, declared.name)


def _entries(dataset: str, declared: object, place: str) -> Iterable[str]:
    here = descriptors()[dataset]
    for name, kind in getattr(declared, "entries", ()):
        below = f"{place}.{name}"
        relation = here.relations.get(name)
        if relation is not None:
            yield from _related(relation, kind, below)
        elif name not in here.fields or here.fields[name].feel is None:
            yield f"{below}: {dataset} has neither a relation nor a field for rules called {name!r}"
        elif here.fields[name].feel != kind.name:
            yield f"{below} is {kind.name} in the model and {here.fields[name].feel} in {dataset}"


def _related(relation: Relation, kind: object, place: str) -> Iterable[str]:
    element = getattr(kind, "element", None)
    if relation.many != (element is not None):
        yield f"{place} is {'a list' if relation.many else 'one row'} in the dataset, and the model has it otherwise"
    else:
        yield from _entries(relation.to, element or kind, place)
