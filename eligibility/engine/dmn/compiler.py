"""Documents to a model: one frame for all inputs and decisions, one closure for each decision."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from eligibility.engine.dmn import coverage, source, units
from eligibility.engine.dmn.boxes import Boxes
from eligibility.engine.dmn.graph import Key, cycle, key_of, longest_chain, ordered
from eligibility.engine.dmn.items import Items
from eligibility.engine.dmn.model import Decision, InputData, Model, Program
from eligibility.engine.dmn.paths import paths_read
from eligibility.engine.feel import ir
from eligibility.engine.feel.build import UNSET, Closure, build
from eligibility.engine.feel.build.calls import bounded
from eligibility.engine.feel.build.generate import generate, is_calm
from eligibility.engine.feel.builtins import BUILTINS
from eligibility.engine.feel.lower import Report
from eligibility.engine.feel.names import Names
from eligibility.engine.feel.run import CalmRun, Run
from eligibility.engine.feel.scope import FrameLayout, Scope
from eligibility.engine.feel.type_names import TYPE_NAMES
from eligibility.engine.feel.types import ANY, Constraint, Type, coerce, plain_class
from eligibility.engine.feel.values import Function, Parameter, Value
from eligibility.engine.findings import ModelError, Severity
from eligibility.engine.limits import Limits
from eligibility.engine.messages import Code


class Profile(enum.StrEnum):
    """How a model is judged: ``POLICY`` refuses what ``PLAIN`` only warns of."""

    PLAIN = "plain"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class _Place:
    """An element and the document that it stands in."""

    key: Key
    element: source.Element
    document: source.Document


class Compiler:
    """Compiles one main document and the documents that it imports, directly or not."""

    def __init__(
        self, documents: Sequence[source.Document], profile: Profile, limits: Limits, known_units: units.Units
    ) -> None:
        self._documents = {document.namespace: document for document in reversed(documents)}
        self._main = documents[0]
        self._policy = profile is Profile.POLICY
        self._limits = limits
        self._units = known_units
        self._report = Report(strict=self._policy)
        self._frame = FrameLayout()
        self._nodes: dict[Key, ir.Node] = {}
        self._places: dict[Key, _Place] = {}
        self._services: dict[Key, source.Service] = {}
        self._decisions: list[Key] = []
        self._shared: list[Key] = []
        self._functions: list[Function] = []
        self._logics: dict[Key, ir.Node] = {}
        self._boxes: dict[str, Boxes] = {}
        self._items: dict[str, Items] = {}

    def compile(self) -> Model:
        for document in self._documents.values():
            self._prepare(document)
        self._check_graph()
        for document in self._documents.values():
            self._place_elements(document)
        logic = self._logics = {key: self._logic(self._places[key]) for key in self._decisions}
        bodies = [self._function(self._places[key]) for key in self._shared]
        nodes = [logic[key] for key in self._decisions]
        closures = tuple(_decision(index, build(node)) for index, node in enumerate(nodes))
        program = self._program(closures, nodes)
        self._functions.extend(self._linked(key, body, program) for key, body in zip(self._shared, bodies, strict=True))
        self._check_units(logic, bodies)
        self._refuse()
        return self._model(program, logic, bodies)

    def _program(self, closures: tuple[Closure, ...], nodes: Sequence[ir.Node]) -> Program:
        quick, calm = generate(nodes), None
        if is_calm(nodes):
            calm = CalmRun(policy=True, limits=self._limits, decisions=quick, shared=self._functions)
        declared = ((self._places[key], node) for key, node in self._nodes.items() if isinstance(node, ir.Local))
        inputs = tuple(
            (self._qualified(place.document, place.element.name), node.slot, plain_class(node.type))
            for place, node in declared
        )
        return Program(closures, quick, calm, inputs, self._functions, tuple([UNSET] * self._frame.size))

    def _check_units(self, logic: Mapping[Key, ir.Node], bodies: Sequence[ir.Node | None]) -> None:
        known: dict[tuple[str, str], str] = {}
        for items in self._items.values():
            known.update(items.units())
        places = [(self._places[key].element.name, logic[key]) for key in self._decisions]
        units.check(places, bodies, known | dict(self._units), self._report)

    # Preparation

    def _prepare(self, document: source.Document) -> None:
        """Types first: everything else is declared in terms of them."""
        self._items_of(document)
        elements = [*document.inputs, *document.decisions, *document.functions]
        elements += [service.element for service in document.services]
        seen: set[str] = set()
        for element in elements:
            key = (document.namespace, element.id)
            if not element.id or key in self._places:
                self._report.refuse(Code.DUPLICATE_ID, name=element.name)
            if element.name in seen:
                self._report.add(Code.DUPLICATE_NAME, name=element.name)
            seen.add(element.name)
            self._places[key] = _Place(key, element, document)
        self._services.update({(document.namespace, each.element.id): each for each in document.services})

    def _items_of(self, document: source.Document) -> Items:
        known = self._items.get(document.namespace)
        if known is None:
            imported: dict[str, Items] = {}
            known = self._items[document.namespace] = Items(
                document.items, imported, lambda text, kind: self._constraint(document, text, kind)
            )
            for each in document.imports:
                if each.namespace in self._documents:
                    imported[each.name] = self._items_of(self._documents[each.namespace])
        return known

    def _constraint(self, document: source.Document, text: str, kind: Type) -> Constraint:
        scope = Scope(FrameLayout())
        held = scope.variable("?", kind)
        test = self._boxes_of(document).tests(text, scope, held)
        if test is None:
            return Constraint(lambda _value: True)
        check, size = build(test), scope.frame.size

        def allowed(value: Value) -> bool:
            frame: ir.Frame = [UNSET] * size
            frame[0] = Run(limits=self._limits)
            frame[held.slot] = value
            return check(frame) is True

        return Constraint(allowed, tuple(coverage.constants(test) or ()))

    def _boxes_of(self, document: source.Document) -> Boxes:
        known = self._boxes.get(document.namespace)
        if known is None:
            items = self._items_of(document)
            members = Names(items.component_names() | _STANDARD_MEMBERS)
            types = Names(items.names, TYPE_NAMES)
            known = self._boxes[document.namespace] = Boxes(
                self._report, items.find, members, types, self._limits, policy=self._policy
            )
        return known

    def _check_graph(self) -> None:
        needs = {key: self._needs(place) for key, place in self._places.items()}
        for key, place in self._places.items():
            for need in needs[key]:
                if need not in self._places:
                    self._report.add(Code.MISSING_ELEMENT, name=place.element.name, needed=need[1])
        decisions = {
            key: [need for need in found if need not in self._services]
            for key, found in needs.items()
            if not self._recursive(key)
        }
        found = cycle(decisions)
        if found is not None:
            names = " → ".join(self._places[key].element.name for key in found if key in self._places)
            self._report.refuse(Code.CYCLE, names=names)
        elif longest_chain(decisions) > self._limits.decision_chain:
            self._report.refuse(Code.LONG_CHAIN)
        self._refuse()

    def _recursive(self, key: Key) -> bool:
        """Business knowledge may call itself; its calls are bounded when it runs."""
        return any(self._places[key].element is each for each in self._places[key].document.functions)

    def _needs(self, place: _Place) -> list[Key]:
        return [key_of(reference, place.document.namespace) for reference in place.element.requires]

    def _refuse(self) -> None:
        errors = [finding for finding in self._report.findings if finding.severity is Severity.ERROR]
        if errors:
            raise ModelError(errors)

    # Elements

    def _place_elements(self, document: source.Document) -> None:
        boxes = self._boxes_of(document)
        for element in document.inputs:
            kind = boxes.declared(element.type)
            origin = (self._qualified(document, element.name),)
            slot = self._frame.slot()
            self._nodes[(document.namespace, element.id)] = ir.Local(0, kind, slot, element.name, origin)
        for element in document.decisions:
            key = (document.namespace, element.id)
            kind = boxes.declared(element.type)
            self._nodes[key] = ir.Required(0, kind, self._frame.slot(), len(self._decisions), element.name)
            self._decisions.append(key)
        for element in [*document.functions, *(service.element for service in document.services)]:
            key = (document.namespace, element.id)
            kind = Type("function", result=None)
            self._nodes[key] = ir.Shared(0, kind, len(self._shared), element.name)
            self._shared.append(key)

    def _qualified(self, document: source.Document, name: str) -> str:
        """How the main document calls an element of another one."""
        if document is self._main:
            return name
        prefix = next((each.name for each in self._main.imports if each.namespace == document.namespace), "")
        return f"{prefix}.{name}" if prefix else f"{document.name}.{name}"

    def _scope(self, place: _Place) -> Scope:
        """What an element may use: what it requires, under its own name or the import's."""
        scope = Scope(self._frame)
        scope.names = Names((), _FUNCTION_NAMES)
        prefixes = {each.namespace: each.name for each in place.document.imports}
        for key in self._needs(place):
            node, needed = self._nodes.get(key), self._places.get(key)
            if node is None or needed is None:
                continue
            prefix = prefixes.get(key[0], "") if key[0] != place.document.namespace else ""
            name = needed.element.name
            scope.define(f"{prefix}.{name}" if prefix else name, node)
        return scope

    def _logic(self, place: _Place) -> ir.Node:
        boxes = self._boxes_of(place.document)
        with self._report.place(decision=place.element.name):
            lowered = boxes.lower(place.element.box, self._scope(place), place.element.name)
            return boxes.fit(lowered, boxes.declared(place.element.type))

    def _function(self, place: _Place) -> ir.Node | None:
        box = place.element.box
        if not isinstance(box, source.FunctionBox):
            return None
        boxes = self._boxes_of(place.document)
        with self._report.place(decision=place.element.name):
            declared = boxes.declared(place.element.type)
            result = ANY if declared.name == "function" else declared
            return boxes.function(box, self._scope(place), place.element.name, result)

    # Linking

    def _linked(self, key: Key, body: ir.Node | None, program: Program) -> Function:
        place = self._places[key]
        if key in self._services:
            return self._service(place, self._services[key], program)
        made = None if body is None else build(body)([Run(limits=self._limits)])
        if isinstance(made, Function):
            return made
        return Function(place.element.name, (), lambda _run, _values: None, variadic=True)

    def _service(self, place: _Place, service: source.Service, program: Program) -> Function:
        """A decision service is a function of its inputs: a frame of its own in which its decisions are made."""
        given = [key_of(each, place.document.namespace) for each in (*service.input_data, *service.input_decisions)]
        results = [key_of(each, place.document.namespace) for each in service.outputs]
        slots = [_slot(self._nodes[key]) for key in given]
        wanted = [(self._places[key].element.name, build(self._nodes[key])) for key in results]
        parameters = tuple(Parameter(self._places[key].element.name, self._nodes[key].type) for key in given)
        blank = list(program.frame)
        for node in self._nodes.values():
            if isinstance(node, ir.Local):
                blank[node.slot] = None
        result = self._service_result(place, results)
        return Function(place.element.name, parameters, _service_call(blank, slots, wanted, parameters, result), result)

    def _service_result(self, place: _Place, results: Sequence[Key]) -> Type:
        declared = self._boxes_of(place.document).declared(place.element.type)
        if declared.name == "function":
            return declared.result or ANY
        if declared is not ANY or len(results) != 1:
            return declared
        own = self._nodes[results[0]].type
        return own if own is not ANY else self._logics[results[0]].type

    # The model

    def _model(self, program: Program, logic: Mapping[Key, ir.Node], bodies: Sequence[ir.Node | None]) -> Model:
        needs = {key: self._needs(place) for key, place in self._places.items()}
        described = {key: self._describe(key, index, logic[key]) for index, key in enumerate(self._decisions)}
        order = tuple(described[key].name for key in ordered(needs) if key in described)
        inputs = {}
        for key, node in self._nodes.items():
            if isinstance(node, ir.Local):
                place = self._places[key]
                name = self._qualified(place.document, place.element.name)
                inputs[name] = InputData(
                    name,
                    node.type,
                    node.slot,
                    place.element.titles,
                    place.document.namespace,
                    place.element.name,
                )
        return Model(
            name=self._main.name,
            namespace=self._main.namespace,
            inputs=inputs,
            decisions={each.name: each for each in described.values()},
            functions={
                self._qualified(self._places[key].document, self._places[key].element.name): index
                for index, key in enumerate(self._shared)
            },
            order=order,
            standing={each.name: _standing(each, described.values(), order) for each in described.values()},
            paths=paths_read(list(logic.values()), bodies),
            warnings=tuple(self._report.findings),
            program=program,
            limits=self._limits,
            by_index=tuple(described.values()),
            order_by_index=tuple(described[key].index for key in ordered(needs) if key in described),
            first=_first({each.name: each for each in described.values()}),
            bodies=tuple(bodies),
        )

    def _describe(self, key: Key, index: int, node: ir.Node) -> Decision:
        place = self._places[key]
        element, document = place.element, place.document
        articles = (document.articles.get(key_of(each, document.namespace)[1]) for each in element.authorities)
        needed = [self._places[need] for need in self._needs(place) if need in self._places]
        box = element.box
        table = box if isinstance(box, source.TableBox) else None
        return Decision(
            name=self._qualified(document, element.name),
            titles=element.titles,
            explanations=element.explanations,
            description=element.description,
            article=next((each for each in articles if each is not None), None),
            kind=_KINDS.get(box.__class__, "none"),
            text=box.text if isinstance(box, source.LiteralBox) else "",
            type=self._nodes[key].type,
            requires=tuple(self._qualified(each.document, each.element.name) for each in needed),
            rows=tuple((*row.tests, *row.outputs) for row in table.rows) if table else (),
            columns=(*(each.label for each in table.inputs), *(each.name for each in table.outputs)) if table else (),
            slot=_slot(self._nodes[key]),
            index=index,
            node=node,
        )


_FUNCTION_NAMES: Final = Names(BUILTINS)
_STANDARD_MEMBERS: Final = frozenset({"start included", "end included", "time offset"})
_KINDS: Final[Mapping[type, str]] = {
    source.LiteralBox: "literal",
    source.ContextBox: "context",
    source.TableBox: "table",
    source.InvocationBox: "invocation",
    source.FunctionBox: "function",
    source.ListBox: "list",
    source.RelationBox: "relation",
    source.ConditionalBox: "conditional",
    source.FilterBox: "filter",
    source.IterationBox: "iteration",
}


def _standing(decision: Decision, among: Iterable[Decision], order: Sequence[str]) -> tuple[str, ...]:
    by_name = {each.name: each for each in among}
    waiting, found = [decision], set()
    while waiting:
        for name in waiting.pop().requires:
            if name in by_name and name not in found:
                found.add(name)
                waiting.append(by_name[name])
    return tuple(name for name in order if name in found)


def _first(decisions: Mapping[str, Decision]) -> Decision | None:
    return None if {"reasons", "outcome"} & decisions.keys() else decisions.get("eligible")


def _slot(node: ir.Node) -> int:
    return node.slot if isinstance(node, ir.Local | ir.Required) else 0


def _decision(index: int, logic: Callable[[ir.Frame], Value]) -> Callable[[ir.Frame], Value]:
    def decide(frame: ir.Frame) -> Value:
        trace = frame[0].trace
        if trace is None:
            return logic(frame)
        trace.enter(index)
        value = logic(frame)
        trace.leave(index, value)
        return value

    return decide


def _service_call(
    blank: list[Value],
    slots: list[int],
    wanted: list[tuple[str, Callable[[ir.Frame], Value]]],
    parameters: tuple[Parameter, ...],
    result: Type,
) -> Callable[[Run, list[Value]], Value]:
    def call(run: Run, values: list[Value]) -> Value:
        frame = blank.copy()
        frame[0] = run
        for slot, value, parameter in zip(slots, values, parameters, strict=True):
            frame[slot], fits = coerce(value, parameter.type)
            if not fits:
                return run.problem(Code.WRONG_TYPE, 0, str(parameter.type))
        return bounded(run, outputs, frame)

    def outputs(frame: ir.Frame) -> Value:
        results = {name: decide(frame) for name, decide in wanted}
        value, fits = coerce(next(iter(results.values())) if len(results) == 1 else results, result)
        return value if fits else frame[0].problem(Code.WRONG_TYPE, 0, str(result))

    return call
