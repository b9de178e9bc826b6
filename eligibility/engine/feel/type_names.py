"""How types are written: ``number``, ``list<date>``, ``context<a: string>``, ``function<number> -> boolean``."""

from __future__ import annotations

from typing import Final

from eligibility.engine.feel import syntax as ast
from eligibility.engine.feel.cursor import Cursor
from eligibility.engine.feel.names import Names
from eligibility.engine.feel.types import BY_NAME

TYPE_NAMES: Final = Names(name for name in BY_NAME if name not in ("list", "context", "function"))


class TypeGrammar(Cursor):
    """The part of the grammar after *instance of* and after a parameter's colon."""

    def type_name(self) -> ast.TypeName:
        with self.deeper():
            if self.at("list", "range") and self.ahead().text == "<":
                name = self.take().text
                self.expect("<")
                inner = self.type_name()
                self.expect(">")
                return ast.TypeName(name, (inner,))
            if self.at("context") and self.ahead().text == "<":
                return self._context_type()
            if self.at("function") and self.ahead().text == "<":
                return self._function_type()
            return ast.TypeName(self.known_name(self.types) or self._qualified())

    def _qualified(self) -> str:
        name = self.take().text if self.at("function") else self.unknown_name()
        while self.accept("."):
            name += "." + self.unknown_name()
        return name

    def _context_type(self) -> ast.TypeName:
        self.take()
        self.expect("<")
        entries: list[tuple[str, ast.TypeName]] = []
        while not self.at(">"):
            name = self.name_until(":")
            self.expect(":")
            entries.append((name, self.type_name()))
            if not self.accept(","):
                break
        self.expect(">")
        return ast.TypeName("context", (), tuple(entries))

    def _function_type(self) -> ast.TypeName:
        self.take()
        self.expect("<")
        parameters: list[ast.TypeName] = []
        while not self.at(">"):
            parameters.append(self.type_name())
            if not self.accept(","):
                break
        self.expect(">")
        self.expect("->")
        return ast.TypeName("function", tuple(parameters), (), self.type_name())
