"""Where names are resolved: frames of slots, scopes of names, and what a function captures from outside."""

from __future__ import annotations

from eligibility.engine.feel import ir
from eligibility.engine.feel.names import Names
from eligibility.engine.feel.types import ANY, CONTEXT, Type
from eligibility.engine.feel.values import Unknown


class FrameLayout:
    """The slots of one frame; slot 0 is the run."""

    def __init__(self) -> None:
        self.size = 1
        self.captures: list[tuple[ir.Node, int]] = []

    def slot(self) -> int:
        self.size += 1
        return self.size - 1


class Scope:
    """Names and what they mean; a function's scope has a frame of its own and captures what it uses from outside."""

    def __init__(self, frame: FrameLayout, parent: Scope | None = None) -> None:
        self.frame = frame
        self.parent = parent
        self.names: Names = Names() if parent is None else parent.names.child()
        """The same names for the parser."""
        self._known: dict[str, ir.Node] = {}

    def child(self) -> Scope:
        return Scope(self.frame, self)

    def function(self) -> Scope:
        return Scope(FrameLayout(), self)

    def filtered(self, item: ir.Local) -> Scope:
        return _ItemScope(self.frame, self, item)

    def define(self, name: str, node: ir.Node) -> None:
        self._known[name] = node
        self.names.add(name)

    def variable(self, name: str, kind: Type, origin: ir.Origin | None = None) -> ir.Local:
        node = ir.Local(0, kind, self.frame.slot(), name, origin)
        self.define(name, node)
        return node

    def find(self, name: str) -> ir.Node | None:
        own = self._known.get(name)
        return own if own is not None else self._outside(name)

    def _outside(self, name: str) -> ir.Node | None:
        if self.parent is None:
            return None
        found = self.parent.find(name)
        if found is None or self.parent.frame is self.frame or isinstance(found, ir.Const | ir.Shared | ir.BuiltinName):
            return found
        captured = self.variable(name, found.type, origin_of(found))
        self.frame.captures.append((found, captured.slot))
        return captured


class _ItemScope(Scope):
    """Inside a filter: ``item``, its entries, then what is outside."""

    def __init__(self, frame: FrameLayout, parent: Scope, item: ir.Local) -> None:
        super().__init__(frame, parent)
        self._item = item
        self.names.add("item")

    def find(self, name: str) -> ir.Node | None:
        item = self._item
        own = self._known.get(name)
        if own is not None:
            return own
        entry = item.type.entry(name)
        origin = below(item.origin, name)
        if entry is not None:
            return ir.Access(0, entry, item, name, origin)
        outside = item if name == "item" else self._outside(name)
        if item.type.entries or item.type.name not in (ANY.name, CONTEXT.name):
            return outside
        return ir.ItemField(0, ANY, item, name, outside, origin)


def below(origin: ir.Origin | None, name: str) -> ir.Origin | None:
    return None if origin is None else (*origin, name)


def origin_of(node: ir.Node) -> ir.Origin | None:
    """The input path that a node reads, where that is one path and known before evaluation."""
    if isinstance(node, ir.Local | ir.Access | ir.ItemField):
        return node.origin
    if isinstance(node, ir.Filter):
        return origin_of(node.base)
    return None


def unknown_at(origin: ir.Origin | None) -> Unknown:
    """The unknown that reading a missing fact gives, made once."""
    return Unknown((".".join(origin),)) if origin else Unknown()


def element_of(kind: Type) -> Type:
    """What an iteration over a value of this type yields; anything that is no list is a list of one."""
    if kind.name == "list":
        return kind.element or ANY
    if kind.name == "range":
        return kind.element or ANY
    return kind
