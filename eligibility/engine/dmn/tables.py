"""Decision tables to IR: columns become held values, cells become tests of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.engine.dmn import coverage, source
from eligibility.engine.feel import ir
from eligibility.engine.feel.build.tables import AGGREGATIONS, HIT_POLICIES
from eligibility.engine.feel.scope import Scope, origin_of
from eligibility.engine.feel.types import ANY, LIST, NUMBER, Type, list_of
from eligibility.engine.messages import Code

if TYPE_CHECKING:
    from eligibility.engine.dmn.boxes import Boxes


def lower_table(boxes: Boxes, box: source.TableBox, scope: Scope, name: str) -> ir.Node:
    if box.policy not in HIT_POLICIES:
        return boxes.lowering.failed(0, Code.HIT_POLICY, name=box.policy)
    if box.aggregation not in AGGREGATIONS:
        return boxes.lowering.failed(0, Code.AGGREGATION, name=box.aggregation)
    inputs: list[ir.Input] = []
    cell_scopes: list[tuple[Scope, ir.Local]] = []
    for column, each in enumerate(box.inputs, 1):
        with boxes.report.place(column=column):
            declared = boxes.declared(each.type)
            value = boxes.fit(boxes.expression(each.text, scope), declared)
            inner = scope.child()
            held = inner.variable("?", value.type, origin_of(value))
            inputs.append(ir.Input(each.label, held.slot, value, boxes.tests(each.allowed, inner, held)))
            cell_scopes.append((inner, held))
    outputs = tuple(_output(boxes, each, scope) for each in box.outputs)
    rules = tuple(_rule(boxes, row, number, cell_scopes, scope, len(outputs)) for number, row in enumerate(box.rows, 1))
    table = ir.Table(0, _type(box, outputs), name, box.policy, box.aggregation, tuple(inputs), outputs, rules)
    coverage.check(table, scope.frame.size, boxes.report)
    return table


def _output(boxes: Boxes, column: source.OutputColumn, scope: Scope) -> ir.Output:
    kind = boxes.declared(column.type)
    inner = scope.child()
    held = inner.variable("?", kind)
    allowed = boxes.tests(column.allowed, inner, held)
    parsed = boxes.parsed_tests(column.allowed, inner)
    priorities = () if isinstance(parsed, ir.Node) else boxes.lowering.lower_all(parsed.tests, inner)
    default = boxes.expression(column.default, scope) if column.default else None
    return ir.Output(column.name, kind, allowed, priorities, default)


def _rule(
    boxes: Boxes, row: source.Row, number: int, cell_scopes: list[tuple[Scope, ir.Local]], scope: Scope, width: int
) -> ir.Rule:
    with boxes.report.place(row=number):
        if (len(row.tests), len(row.outputs)) != (len(cell_scopes), width):
            boxes.report.add(Code.ROW_WIDTH, count=len(row.tests) + len(row.outputs), wanted=len(cell_scopes) + width)
        tests: list[ir.Node | None] = []
        for column, (text, (inner, held)) in enumerate(zip(row.tests, cell_scopes, strict=False), 1):
            with boxes.report.place(column=column):
                tests.append(boxes.tests(text, inner, held))
        outputs: list[ir.Node] = []
        for column, text in enumerate(row.outputs, len(cell_scopes) + 1):
            with boxes.report.place(column=column):
                outputs.append(boxes.expression(text, scope))
        return ir.Rule(tuple(tests), tuple(outputs), (*row.tests, *row.outputs))


def _type(box: source.TableBox, outputs: tuple[ir.Output, ...]) -> Type:
    if len(outputs) == 1:
        single = outputs[0].type
    else:
        single = Type("context", entries=tuple((output.name, output.type) for output in outputs))
    if box.policy in ("RULE ORDER", "OUTPUT ORDER"):
        return LIST if single is ANY else list_of(single)
    if box.policy != "COLLECT":
        return single
    return NUMBER if box.aggregation == "COUNT" else list_of(single) if not box.aggregation else single
