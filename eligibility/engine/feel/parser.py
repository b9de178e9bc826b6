"""The grammar of FEEL (DMN 1.5, 10.3.1.2) as a hand-written, scope-aware, bounded recursive descent.

No grammar without a symbol table can tell ``a-b`` from ``a - b`` or ``date and time`` from a conjunction: the parser
is given the names in scope and prefers the longest of them that fits.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from eligibility.engine.feel import syntax as ast
from eligibility.engine.feel.names import Names
from eligibility.engine.feel.syntax import Syntax
from eligibility.engine.feel.temporal import parse_temporal
from eligibility.engine.feel.tokens import END, KEYWORDS, NUMBER, STRING, SYMBOL, WORD, unquote
from eligibility.engine.feel.type_names import TYPE_NAMES, TypeGrammar
from eligibility.engine.feel.values import NUMBERS
from eligibility.engine.findings import FeelSyntaxError
from eligibility.engine.limits import DEFAULT, Limits
from eligibility.engine.messages import Code

COMPARISONS: Final = ("=", "!=", "<", "<=", ">", ">=")
_ARITHMETIC: Final = (("+", "-"), ("*", "/"), ("**",))
_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_HIGHEST: Final = 90
"""The tallest tree that the passes after this one walk without exhausting Python's stack."""

_NOTHING: Final = Names()


def parse(
    text: str,
    names: Names = _NOTHING,
    members: Names = _NOTHING,
    types: Names = TYPE_NAMES,
    limits: Limits = DEFAULT,
) -> Syntax:
    """One expression; FeelSyntaxError with the position of what is wrong."""
    parser = _Parser(text, names, members, types, limits)
    parsed = parser.expression()
    _finish(parser, parsed)
    return parsed


def parse_tests(
    text: str,
    names: Names = _NOTHING,
    members: Names = _NOTHING,
    types: Names = TYPE_NAMES,
    limits: Limits = DEFAULT,
) -> ast.Tests:
    """The unary tests of a decision table's input entry or of allowed values."""
    parser = _Parser(text, names.child(("?",)), members, types, limits)
    parsed = parser.unary_tests()
    _finish(parser, parsed)
    return parsed


def _finish(parser: _Parser, parsed: Syntax) -> None:
    if parser.token.kind != END:
        raise parser.error(Code.EXPECTED, wanted="⏎")
    _check_height(parsed)


def _check_height(root: Syntax) -> None:
    """Long chains such as ``1+1+1`` nest to the left without nesting the parser."""
    level: list[object] = [root]
    height = 0
    while level:
        height += 1
        if height > _HIGHEST * 2:
            raise FeelSyntaxError(root.at, Code.DEEP_EXPRESSION)
        level = [child for node in level for child in _children(node)]


def _children(node: object) -> list[object]:
    if isinstance(node, tuple):
        return list(node)
    if isinstance(node, Syntax | ast.Iterator):
        return [value for each in fields(node) if isinstance(value := getattr(node, each.name), _NESTING)]
    return []


_NESTING: Final = (Syntax, ast.Iterator, tuple)


class _Parser(TypeGrammar):
    def expression(self) -> Syntax:
        with self.deeper():
            return self._junction("or")

    def _junction(self, operator: str) -> Syntax:
        at = self.token.start
        operands = [self._junction("and") if operator == "or" else self._comparison()]
        while self.accept(operator):
            operands.append(self._junction("and") if operator == "or" else self._comparison())
        return operands[0] if len(operands) == 1 else ast.Junction(at, operator, tuple(operands))

    def _comparison(self) -> Syntax:
        left = self._arithmetic(0)
        while True:
            at = self.token.start
            if self.at(*COMPARISONS):
                left = ast.Binary(at, self.take().text, left, self._arithmetic(0))
            elif self.accept("between"):
                low = self._arithmetic(0)
                self.expect("and")
                left = ast.Between(at, left, low, self._arithmetic(0))
            elif self.accept("in"):
                left = ast.Within(at, left, self._tests_after_in())
            else:
                return left

    def _arithmetic(self, level: int) -> Syntax:
        if level == len(_ARITHMETIC):
            return self._instance_of()
        left = self._arithmetic(level + 1)
        while self.at(*_ARITHMETIC[level]):
            token = self.take()
            left = ast.Binary(token.start, token.text, left, self._arithmetic(level + 1))
        return left

    def _instance_of(self) -> Syntax:
        value = self._negation()
        while self.at("instance") and self.ahead().text == "of":
            at = self.take().start
            self.take()
            value = ast.InstanceOf(at, value, self.type_name())
        return value

    def _negation(self) -> Syntax:
        signs = []
        while minus := self.accept("-"):
            signs.append(minus)
        operand = self._postfix(self._primary())
        for minus in signs:
            operand = ast.Negation(minus.start, operand)
        return operand

    def _postfix(self, base: Syntax) -> Syntax:
        while True:
            at = self.token.start
            if self.at(".") and self.ahead().kind == WORD:
                self.take()
                base = ast.Path(at, base, self.known_name(self.members) or self.unknown_name())
            elif self.at("(") and isinstance(base, _CALLABLE):
                base = self._call(base)
            elif self.at("[") and not isinstance(base, ast.RangeOf | ast.Compared):
                filtered = self._filter(base)
                if filtered is None:
                    return base
                base = filtered
            else:
                return base

    def _filter(self, base: Syntax) -> Syntax | None:
        """``base[condition]``; none where the bracket closes a range instead, as in ``[1..10[``."""
        start, names = self.index, self.names
        at = self.take().start
        try:
            # Inside a filter the entries of the items are names too (DMN 1.5, 10.3.2.5.1).
            self.names = Names(("item",), names, self.members)
            condition = self.expression()
            self.expect("]")
        except FeelSyntaxError:
            if not self._ranges or not self._retries:
                raise
            self._retries -= 1
            self.index = start
            return None
        finally:
            self.names = names
        return ast.Filter(at, base, condition)

    def _call(self, function: Syntax) -> Syntax:
        at = self.expect("(").start
        arguments: list[Syntax] = []
        names: list[str] = []
        while not self.at(")"):
            name = self.named_argument() if not arguments or names else None
            if name is not None:
                names.append(name)
            arguments.append(self.expression())
            if not self.accept(","):
                break
        self.expect(")")
        if names and len(names) != len(arguments):
            raise FeelSyntaxError(at, Code.MIXED_ARGUMENTS)
        return ast.Call(at, function, tuple(arguments), tuple(names))

    def _primary(self) -> Syntax:
        token = self.token
        if token.kind == NUMBER:
            return ast.Literal(self.take().start, self._number(token.text))
        if token.kind == STRING:
            return ast.Literal(self.take().start, unquote(token.text))
        form = _FORMS.get(token.text) if token.kind in (SYMBOL, WORD) else None
        known = self.known_name(self.names) if token.kind == WORD else None
        if known is not None and (form is None or self.tokens[self.index - 1] is not token):
            return ast.Name(token.start, known)
        if known is not None:
            self.index -= 1
        if form is not None:
            with self.deeper():
                return form(self)
        if token.kind != WORD or token.text in KEYWORDS:
            raise self.error(Code.EXPECTED_VALUE)
        return ast.Name(token.start, self.unknown_name())

    def _number(self, text: str) -> object:
        try:
            return NUMBERS.create_decimal(text)
        except ArithmeticError:
            raise self.error(Code.LARGE_NUMBER) from None

    def constant(self) -> Syntax:
        token = self.take()
        return ast.Literal(token.start, _CONSTANTS[token.text])

    def at_literal(self) -> Syntax:
        at = self.take().start
        if self.token.kind != STRING:
            raise self.error(Code.AT_LITERAL)
        return ast.Literal(at, parse_temporal(unquote(self.take().text)))

    def conditional(self) -> Syntax:
        at = self.take().start
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return ast.Conditional(at, condition, then, self.expression())

    def loop(self) -> Syntax:
        at = self.take().start
        with self.scope() as names:
            iterators = self._iterators()
            self.expect("return")
            names.add("partial")
            return ast.Loop(at, iterators, self.expression())

    def quantified(self) -> Syntax:
        token = self.take()
        with self.scope():
            iterators = self._iterators()
            self.expect("satisfies")
            return ast.Quantified(token.start, token.text == "every", iterators, self.expression())

    def _iterators(self) -> tuple[ast.Iterator, ...]:
        found = [self._iterator()]
        while self.accept(","):
            found.append(self._iterator())
        return tuple(found)

    def _iterator(self) -> ast.Iterator:
        name = self.name_until("in", ",")
        if self.accept(":"):
            self.type_name()
        self.expect("in")
        domain = self.expression()
        until = self.expression() if self.accept("..") else None
        self.names.add(name)
        return ast.Iterator(name, domain, until)

    def function(self) -> Syntax:
        at = self.take().start
        self.expect("(")
        parameters: list[tuple[str, ast.TypeName | None]] = []
        while not self.at(")"):
            name = self.name_until(":", ",", ")")
            parameters.append((name, self.type_name() if self.accept(":") else None))
            if not self.accept(","):
                break
        self.expect(")")
        external = self.accept("external") is not None
        with self.scope(name for name, _ in parameters):
            return ast.FunctionOf(at, tuple(parameters), self.expression(), external)

    def context(self) -> Syntax:
        at = self.take().start
        entries: list[tuple[str, Syntax]] = []
        with self.scope() as names:
            while not self.at("}"):
                key = unquote(self.take().text) if self.token.kind == STRING else self._key()
                self.expect(":")
                if any(key == known for known, _ in entries):
                    raise FeelSyntaxError(at, Code.DUPLICATE_ENTRY, name=key)
                entries.append((key, self.expression()))
                names.add(key)
                self.members.add(key)
                if not self.accept(","):
                    break
            self.expect("}")
        return ast.ContextOf(at, tuple(entries))

    def _key(self) -> str:
        start = self.index
        while not self.at(":", ",", "{", "}") and self.token.kind != END:
            self.take()
        if self.index == start:
            raise self.error(Code.EXPECTED_NAME)
        return self.spelled(start, self.index)

    def list_or_range(self) -> Syntax:
        at = self.take().start
        items: list[Syntax] = []
        while not self.at("]"):
            items.append(self._item())
            if len(items) == 1 and self.accept(".."):
                return self._range_end(at, items[0], low_closed=True)
            if not self.accept(","):
                break
        self.expect("]")
        return ast.ListOf(at, tuple(items))

    def _item(self) -> Syntax:
        return self._compared() if self.at(*COMPARISONS) else self.expression()

    def open_range(self) -> Syntax:
        """``]low..high``: the other way to leave an end out."""
        at = self.take().start
        low = self.expression()
        self.expect("..")
        return self._range_end(at, low, low_closed=False)

    def _range_end(self, at: int, low: Syntax, *, low_closed: bool) -> Syntax:
        self._ranges += 1
        high = self.expression()
        self._ranges -= 1
        closing = self.expect("]", ")", "[")
        return ast.RangeOf(at, low, high, low_closed, closing.text == "]")

    def parenthesis(self) -> Syntax:
        at = self.take().start
        inner = self._item()
        if self.accept(".."):
            return self._range_end(at, inner, low_closed=False)
        self.expect(")")
        return inner

    def _compared(self) -> Syntax:
        token = self.take()
        return ast.Compared(token.start, token.text, self._arithmetic(0))

    def _tests_after_in(self) -> ast.Tests:
        at = self.token.start
        if not self.at("("):
            return ast.Tests(at, (self._test(),))
        start = self.index
        self.take()
        tests = [self._item()]
        if self.at(".."):
            self.index = start
            return ast.Tests(at, (self._arithmetic(0),))
        while self.accept(","):
            tests.append(self._item())
        self.expect(")")
        return ast.Tests(at, tuple(tests))

    def _test(self) -> Syntax:
        return self._compared() if self.at(*COMPARISONS) else self._arithmetic(0)

    def unary_tests(self) -> ast.Tests:
        at = self.token.start
        if self.at("-") and self.ahead().kind == END:
            self.take()
            return ast.Tests(at, ())
        negated = self.at("not") and self.ahead().text == "("
        start = self.index
        if negated:
            self.take()
            self.take()
        tests = [self._item()]
        while self.accept(","):
            tests.append(self._item())
        if negated:
            self.expect(")")
            if self.token.kind != END:
                # ``not(a) and b`` is an expression that happens to begin with the function.
                self.index = start
                return ast.Tests(at, (self.expression(),))
        return ast.Tests(at, tuple(tests), negated)


_CALLABLE: Final = (ast.Name, ast.Path, ast.Call, ast.Filter, ast.FunctionOf)
_FORMS: Final = {
    "true": _Parser.constant,
    "false": _Parser.constant,
    "null": _Parser.constant,
    "@": _Parser.at_literal,
    "if": _Parser.conditional,
    "for": _Parser.loop,
    "some": _Parser.quantified,
    "every": _Parser.quantified,
    "function": _Parser.function,
    "{": _Parser.context,
    "[": _Parser.list_or_range,
    "]": _Parser.open_range,
    "(": _Parser.parenthesis,
}
